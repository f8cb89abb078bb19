/* The button says how many letters will be written. */
const button = document.querySelector("[data-count-of]");
if (button) {
  const boxes = [...document.querySelectorAll(`input[name="${button.dataset.countOf}"]`)];
  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    const digits = new Intl.NumberFormat(document.documentElement.lang === "ur" ? "ur-u-nu-arabext" : "en", { useGrouping: false });
    button.textContent = count === 1 ? button.dataset.one : button.dataset.many.replace("{n}", digits.format(count));
  };
  document.addEventListener("change", say);
  say();
}
