// How many words an essay has so far.

import { digits } from "../../components/digits.js";

export function countWords(section) {
  const area = section.querySelector("textarea");
  const told = section.querySelector("[data-words]");
  if (!area || !told) return;
  const count = area.value.trim() ? area.value.trim().split(/\s+/u).length : 0;
  told.textContent = told.dataset.words.replace("{count}", digits(count));
}

export function dressWords(section) {
  const area = section.querySelector("textarea");
  if (!area) return;
  area.addEventListener("input", () => countWords(section));
  countWords(section);
}
