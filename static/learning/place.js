// The blocks of a lesson, and which one is being read.

export const text = document.querySelector("[data-text]");
export const blocks = [...text.querySelectorAll("[data-at]")];
const HEAD = 90; // the head of the page covers this much

/** The number of the block at the top of what is seen. */
export function placeNow() {
  const found = blocks.find((block) => block.getBoundingClientRect().bottom > HEAD + 8);
  return Number((found ?? blocks.at(-1))?.dataset.at ?? 0);
}
