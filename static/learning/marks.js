// Words of a block by their place, whatever elements they stand in. Pins are no words.

function* textsOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(".pin")) yield walker.currentNode;
  }
}

/** The plain words of a block. */
export function wordsOf(block) {
  return [...textsOf(block)].map((node) => node.data).join("");
}

/** How many signs of the block stand before this place. */
export function offsetIn(block, container, offset) {
  const range = document.createRange();
  range.selectNodeContents(block);
  range.setEnd(container, offset);
  let count = 0;
  for (const node of textsOf(block)) {
    if (node === container) return count + offset;
    if (!range.intersectsNode(node) || range.comparePoint(node, node.length) > 0) return count;
    count += node.length;
  }
  return count;
}

/** Mark the signs from `begins` to `ends`; returns the mark elements. */
export function marked(block, begins, ends, className) {
  const found = [];
  let at = 0;
  for (const node of [...textsOf(block)]) {
    const from = Math.max(begins - at, 0);
    const to = Math.min(ends - at, node.length);
    at += node.length;
    if (from >= to) continue;
    const middle = from ? node.splitText(from) : node;
    if (to - from < middle.length) middle.splitText(to - from);
    const mark = document.createElement("mark");
    mark.className = className;
    middle.replaceWith(mark);
    mark.append(middle);
    found.push(mark);
  }
  return found;
}

/** Take all marks and pins away again. */
export function unmark(root) {
  for (const pin of root.querySelectorAll(".pin")) pin.remove();
  for (const mark of root.querySelectorAll("mark.hl")) mark.replaceWith(...mark.childNodes);
  root.normalize();
}
