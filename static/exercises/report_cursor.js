// A cursor over the words of a report, for those who do not use a mouse: arrows go from word to word.

const WORD = /[+]?[\p{L}\p{N}][\p{L}\p{N}\p{M}'\u2019./-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu;

export class WordCursor {
  /** @param {HTMLElement} root  @param {{enter: () => void, say: (text: string) => void}} on */
  constructor(root, on) {
    Object.assign(this, { root, on, field: null, from: 0, to: 0, walking: false });
    for (const field of root.querySelectorAll("[data-text]")) {
      field.tabIndex = 0;
      field.setAttribute("role", "group");
      field.setAttribute("aria-labelledby", `${field.closest("[data-report]").dataset.report}-h`);
      field.setAttribute("aria-describedby", "words-how");
      field.addEventListener("keydown", (event) => this.#key(event, field));
      field.addEventListener("blur", () => { this.walking = false; });
    }
  }

  #key(event, field) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== field) return;
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (turn) this.#go(field, getComputedStyle(field.querySelector("p")).direction === "rtl" ? -turn : turn, event.shiftKey);
    else if (event.key === "Enter" && this.field === field) {
      this.walking = false;
      this.on.enter();
    } else return;
    event.preventDefault();
  }

  #go(field, turn, more) {
    const words = wordsOf(field);
    if (!words.length) return;
    if (this.field !== field) Object.assign(this, { field, from: turn > 0 ? -1 : words.length, to: turn > 0 ? -1 : words.length });
    this.to = Math.max(0, Math.min(words.length - 1, this.to + turn));
    if (!more || this.from < 0 || this.from >= words.length) this.from = this.to;
    const [first, last] = [Math.min(this.from, this.to), Math.max(this.from, this.to)].map((at) => words[at]);
    this.walking = true;
    getSelection().setBaseAndExtent(first.node, first.start, last.node, last.end);
    last.node.parentElement.scrollIntoView({ block: "nearest" });
    this.on.say(getSelection().toString());
  }
}

function wordsOf(field) {
  const words = [];
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(".pop")) continue;
    for (const found of node.data.matchAll(WORD)) words.push({ node, start: found.index, end: found.index + found[0].length });
  }
  return words;
}
