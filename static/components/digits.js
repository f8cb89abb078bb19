// Numbers that a script writes, in the digits of the page's language.

const language = document.documentElement.lang || "en";
const numbers = new Intl.NumberFormat(language, { useGrouping: false, numberingSystem: language === "ur" ? "arabext" : "latn" });

/** A whole number as the page writes numbers. */
export function digits(number) {
  return numbers.format(number);
}
