// What the buttons over a lesson's text write. The text keeps its undo: it is changed as if typed.

/** Put `words` in place of the selection, and select what stands between `from` and `to` of them. */
export function type(area, words, from = words.length, to = from) {
  const start = area.selectionStart;
  area.focus();
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, start, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

function selected(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function wrap(area, before, after, words) {
  const text = selected(area) || words;
  type(area, before + text + after, before.length, before.length + text.length);
}

/** Each line of the selection with a sign before it; a block stands apart from what is above it. */
function lines(area, sign, words) {
  const text = selected(area) || words;
  const marked = text.split("\n").map((line, at) => sign(at) + line);
  block(area, marked.join("\n"));
}

export function block(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  type(area, `${lead}${text}\n\n`, lead.length, lead.length + text.length);
}

export function figure(path, alt) {
  return `![${alt.replaceAll(/[[\]\n]/g, " ").trim()}](${path})`;
}

export const ACTS = {
  bold: (area, words) => wrap(area, "**", "**", words.bold),
  heading: (area, words) => lines(area, () => "## ", words.heading),
  list: (area, words) => lines(area, () => "- ", words.item),
  numbers: (area, words) => lines(area, (at) => `${at + 1}. `, words.item),
  quote: (area, words) => lines(area, () => "> ", words.quote),
  table: (area, words) =>
    block(area, `| ${words.column} | ${words.column} |\n| --- | --- |\n| ${words.cell} | ${words.cell} |`),
  link(area, words) {
    const text = selected(area) || words.link;
    const address = "https:" + "//";
    type(area, `[${text}](${address})`, text.length + 3, text.length + 3 + address.length);
  },
};
