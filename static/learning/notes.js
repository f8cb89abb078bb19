// Notes and highlights of a lesson: made in the browser, kept there first, sent when there is a line.
// Only their writer sees them. The list below the lesson and the marks in the text show the same.

import { uuid7 } from "../components/ids.js";
import { SaveQueue } from "../components/save_queue.js";
import { marked, offsetIn, unmark, wordsOf } from "./marks.js";
import { placeNow, text } from "./place.js";

const MOST_QUOTE = 2000;
const home = document.querySelector("[data-notes]");
const language = document.querySelector("[data-lesson]").dataset.language;
const list = home.querySelector("[data-list]");
const line = home.querySelector("template[data-line]");
const picked = home.querySelector("[data-picked]");
const editor = home.querySelector("[data-editor]");
const removed = home.querySelector("[data-removed]");
const noteWord = home.querySelector("[data-label]").textContent;
const state = document.getElementById("notes-saved");
const notes = new Map();

for (const item of list.querySelectorAll("[data-note]")) {
  const { note: id, paragraph, begins, written } = item.dataset;
  notes.set(id, {
    id, language: written, paragraph: Number(paragraph), begins: Number(begins),
    quote: item.querySelector("[data-quote]")?.textContent ?? "",
    body: item.querySelector("[data-body]")?.textContent ?? "",
  });
}

const queue = new SaveQueue({ owner: `notes:${home.dataset.key}`, url: home.dataset.url, state });
for (const { kind, payload } of queue.waiting()) apply(kind, payload);

function apply(kind, payload) {
  if (kind === "note" && payload.lesson === home.dataset.lesson) notes.set(payload.id, { ...payload });
  else if (kind === "removed") notes.delete(payload.id);
}

function keep(note, soon = true) {
  notes.set(note.id, note);
  const { id, paragraph, begins, quote, body } = note;
  const payload = { schema: 1, id, lesson: home.dataset.lesson, language: note.language, paragraph, begins, quote, body };
  queue.add("note", payload, { replaces: id, soon });
  show();
}

function drop(note) {
  notes.delete(note.id);
  queue.add("removed", { schema: 1, id: note.id }, { replaces: note.id });
  show();
}

function remove(note) {
  drop(note);
  removed.hidden = false;
  removed.querySelector("[data-undo]").onclick = () => {
    queue.add("restored", { schema: 1, id: note.id });
    notes.set(note.id, note);
    removed.hidden = true;
    show();
  };
  setTimeout(() => { removed.hidden = true; }, 10000);
}

// --- showing ---

function show() {
  unmark(text);
  const ordered = [...notes.values()].sort((a, b) => a.paragraph - b.paragraph || a.begins - b.begins);
  list.replaceChildren(...ordered.map(lineOf));
  for (const note of ordered) {
    const block = text.querySelector(`[data-at="${note.paragraph}"]`);
    if (!block) continue;
    if (!(note.quote && note.language === language && markIn(block, note))) pin(block, note);
  }
}

function markIn(block, note) {
  const words = wordsOf(block);
  const exact = words.slice(note.begins, note.begins + note.quote.length) === note.quote;
  const begins = exact ? note.begins : words.indexOf(note.quote);
  if (begins < 0) return false;
  const parts = marked(block, begins, begins + note.quote.length, note.body ? "hl noted" : "hl");
  for (const part of parts) {
    part.dataset.mark = note.id;
    part.addEventListener("click", (event) => {
      if (!event.target.closest("a")) edit(note);
    });
  }
  return parts.length > 0;
}

function pin(block, note) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pin no-print";
  button.textContent = noteWord;
  button.addEventListener("click", () => edit(note));
  (block.tagName === "TABLE" ? block.querySelector("th, td") : block).append(button);
}

function lineOf(note) {
  const item = line.content.firstElementChild.cloneNode(true);
  item.dataset.note = note.id;
  for (const name of ["quote", "body"]) {
    const part = item.querySelector(`[data-${name}]`);
    if (note[name]) part.textContent = note[name];
    else part.remove();
  }
  item.querySelector("[data-to]").href = `#at-${note.paragraph}`;
  item.querySelector("[data-change]").addEventListener("click", () => edit(note));
  return item;
}

// --- writing ---

// What is typed is kept as it is typed: Escape, a reload or a dead phone lose nothing. "Leave it" takes it back.
let typing = null;

function edit(note) {
  const area = editor.querySelector("textarea");
  const quote = editor.querySelector("[data-quote]");
  const before = notes.get(note.id) ?? null;
  quote.textContent = note.quote;
  quote.hidden = !note.quote;
  area.value = note.body;
  editor.querySelector("[data-remove]").hidden = !before;
  editor.returnValue = "";
  typing = (soon) => {
    const body = area.value.trim();
    const now = notes.get(note.id);
    if (body === (now?.body ?? "")) return;
    if (body || (before && note.quote)) keep({ ...note, body }, soon);
    else if (before) keep(before, soon); // an empty note is no change
    else drop(note);
  };
  editor.onclose = () => {
    const body = area.value.trim();
    const now = notes.get(note.id);
    const act = editor.returnValue;
    if (act === "save" && (body || note.quote) && (!now || now.body !== body)) keep({ ...note, body });
    else if (act === "remove" || (act === "leave" && now && !before)) remove(now ?? note);
    else if (act === "leave" && now && now.body !== before.body) keep(before);
    else if (!act) typing(true);
    typing = null;
  };
  editor.showModal();
  area.focus();
}

editor.querySelector("textarea").addEventListener("input", () => typing?.(false));

function fresh(more) {
  return { id: uuid7(), language, paragraph: placeNow(), begins: 0, quote: "", body: "", ...more };
}

const write = document.querySelector("[data-write]");
write.hidden = false;
write.addEventListener("click", () => edit(chosen() ?? fresh({})));

// --- choosing words ---

let choice = null;

/** The chosen words as a note to be, or null. A choice over several blocks ends with the first. */
function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer;
  const block = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest?.("[data-at]");
  if (!block || !text.contains(block)) return null;
  const words = wordsOf(block);
  let begins = offsetIn(block, range.startContainer, range.startOffset);
  const inside = block.contains(range.endContainer);
  let ends = inside ? offsetIn(block, range.endContainer, range.endOffset) : words.length;
  while (begins < ends && /\s/u.test(words[begins])) begins += 1;
  while (ends > begins && /\s/u.test(words[ends - 1])) ends -= 1;
  ends = Math.min(ends, begins + MOST_QUOTE);
  if (ends <= begins) return null;
  return fresh({ paragraph: Number(block.dataset.at), begins, quote: words.slice(begins, ends) });
}

let waiting = null;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    choice = editor.open ? null : chosen();
    picked.hidden = !choice;
  }, 150);
});
picked.addEventListener("pointerdown", (event) => event.preventDefault()); // the choice stays
function take(then) {
  const note = choice ?? chosen();
  getSelection().removeAllRanges();
  picked.hidden = true;
  if (note) then(note);
}
picked.querySelector("[data-mark]").addEventListener("click", () => take(keep));
picked.querySelector("[data-note-words]").addEventListener("click", () => take(edit));

home.querySelector("[data-plain]").hidden = true;
state.hidden = false;
show();
home.dataset.started = "yes";
