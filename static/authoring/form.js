// Forms made from fields: rows are added, moved and removed in place; a choice that other fields hang on asks the server.
// Without this script each button sends the form and the page comes back with the change.

import "./presence.js";

const form = document.querySelector("form[data-leave]");
let touched = false;

function changed() {
  touched = true;
  const word = form.querySelector("[data-unsaved]");
  if (word) word.hidden = false;
}

function number(list) {
  let at = 0;
  for (const row of list.children) {
    const place = row.querySelector(":scope > .rowhead [data-number]");
    if (place) place.textContent = (at += 1).toLocaleString(document.documentElement.lang);
  }
}

let fresh = 0;

/** A blank row under a name that no other row has. */
function add(fieldset) {
  const list = fieldset.querySelector(":scope > [data-rowlist]");
  if (list.children.length >= Number(fieldset.dataset.most)) return;
  const blank = fieldset.querySelector(":scope > template[data-blank]");
  const prefix = `${fieldset.dataset.rows}.`;
  const name = `n${(fresh += 1)}`;
  const row = document.importNode(blank.content, true).firstElementChild;
  const rename = (value) => value.replaceAll(`${prefix}__new__`, `${prefix}${name}`);
  rewrite(row, rename);
  list.append(row);
  number(list);
  row.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  changed();
}

function rewrite(node, rename) {
  for (const one of [node, ...node.querySelectorAll("*")]) {
    for (const attribute of ["id", "name", "for", "value", "data-rows", "aria-describedby"]) {
      const value = one.getAttribute(attribute);
      if (value?.includes("__new__")) one.setAttribute(attribute, rename(value));
    }
    if (one.localName === "template") rewrite(one.content.firstElementChild, rename);
  }
}

function move(row, by) {
  const list = row.parentElement;
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  number(list);
  changed();
}

function remove(row) {
  const list = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  number(list);
  (next ?? list.closest("[data-rows]").querySelector("[data-add]"))?.querySelector?.("[data-remove]")?.focus();
  changed();
}

function act(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const row = button.closest("[data-row]");
  if ("add" in button.dataset) add(button.closest("[data-rows]"));
  else if ("remove" in button.dataset) remove(row);
  else if ("up" in button.dataset || "down" in button.dataset) {
    move(row, "up" in button.dataset ? -1 : 1);
    button.focus();
  } else return;
  event.preventDefault();
}

if (form) {
  form.addEventListener("click", act);
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    touched = false;
  });
  for (const button of form.querySelectorAll("[data-again-button]")) button.hidden = true;
  form.addEventListener("change", (event) => {
    if (!("again" in event.target.dataset)) return;
    touched = false;
    form.requestSubmit(event.target.parentElement.querySelector("[data-again-button]"));
  });
  addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".savebar .pri"));
    }
  });
}

// a text that is opened at a line: the place is shown and can be typed at once
const text = document.querySelector('textarea[data-line]:not([data-line=""])');
if (text) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, Number(text.dataset.line) - 1).join("\n").length + 1;
  text.focus();
  text.setSelectionRange(start, start + (lines[Number(text.dataset.line) - 1]?.length ?? 0));
}
