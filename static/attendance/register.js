// Marks by keyboard and touch. Every change is an event that is kept first and sent after; the link
// in each cell still opens note and history (key N, or with the Control key).

import { SaveQueue } from "../components/save_queue.js";

const table = document.getElementById("marks");
const ORDER = ["none", "present", "late", "absent", "excused"];
const CODES = { KeyP: "present", KeyL: "late", KeyA: "absent", KeyE: "excused", Delete: "none", Backspace: "none" };
const TAP_ORDER = { none: "present", present: "absent", absent: "late", late: "excused", excused: "none" };

const halves = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.half);
const cells = [...table.querySelectorAll("tbody a.mk")];
const queue = new SaveQueue({
  owner: table.dataset.owner,
  url: table.dataset.url,
  state: document.getElementById("saved"),
});

const stateOf = (link) => ORDER.find((name) => link.classList.contains(name));
const personOf = (link) => link.closest("tr").dataset.person;
const halfOf = (link) => halves[link.closest("td").cellIndex];

function describe(link) {
  const name = link.closest("tr").querySelector("th").textContent.trim();
  const half = table.tHead.rows[0].cells[link.closest("td").cellIndex].querySelector("a").innerText;
  link.setAttribute("aria-label", `${name}, ${half.replace(/\s+/g, " ")}: ${table.dataset[`word${title(stateOf(link))}`]}`);
}

const title = (name) => name[0].toUpperCase() + name.slice(1);

function draw(link, state) {
  const before = stateOf(link);
  link.classList.replace(before, state);
  link.textContent = state === "none" ? "·" : table.dataset[`letter${title(state)}`];
  describe(link);
  count(halfOf(link), before, -1);
  count(halfOf(link), state, 1);
}

function count(half, state, step) {
  const cell = table.querySelector(`tfoot [data-count="${state}"][data-half="${half}"]`);
  const box = cell.querySelector("a, span");
  box.dataset.figure ??= latin(box.textContent);
  box.dataset.figure = Number(box.dataset.figure) + step;
  box.textContent = new Intl.NumberFormat(document.documentElement.lang === "ur" ? "ur-PK-u-nu-arabext" : "en").format(box.dataset.figure);
}

function latin(text) {
  return text.trim().replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}

function set(link, state) {
  if (stateOf(link) === state) return;
  draw(link, state);
  const person = personOf(link);
  const half = halfOf(link);
  queue.add("mark", { enrolment: person, half_day: half, presence: state === "none" ? "" : state, note: "" });
}

function stateOfKey(event) {
  if (CODES[event.code]) return CODES[event.code];
  return ORDER.slice(1).find((name) => table.dataset[`letter${title(name)}`] === event.key);
}

function below(link) {
  const column = link.closest("td").cellIndex;
  const at = cells.indexOf(link);
  return cells.slice(at + 1).find((next) => next.closest("td").cellIndex === column);
}

table.addEventListener("keydown", (event) => {
  const link = event.target.closest("a.mk");
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.code === "KeyN") {
    event.preventDefault();
    link.dataset.open = "yes";
    link.click();
    return;
  }
  if (event.key === " ") {
    event.preventDefault();
    set(link, TAP_ORDER[stateOf(link)]);
    return;
  }
  const state = stateOfKey(event);
  if (!state) return;
  event.preventDefault();
  set(link, state);
  if (state !== "none") below(link)?.focus();
});

table.addEventListener("click", (event) => {
  const link = event.target.closest("tbody a.mk");
  if (!link || event.ctrlKey || event.metaKey || link.dataset.open) return;
  event.preventDefault();
  rove(link);
  link.focus();
  set(link, TAP_ORDER[stateOf(link)]);
});

// One stop for the Tab key; arrow keys move inside (components/table_keys.js).
function rove(link) {
  for (const other of cells) if (other.tabIndex === 0 && other !== link) other.tabIndex = -1;
  link.tabIndex = 0;
}
table.addEventListener("focusin", (event) => {
  const link = event.target.closest("tbody a.mk");
  if (link) rove(link);
});

for (const link of cells) {
  link.tabIndex = -1;
  link.setAttribute("role", "button");
  describe(link);
}
if (cells.length) cells[0].tabIndex = 0;

// What this browser still keeps unsent is drawn as it was marked.
for (const { payload } of queue.waiting()) {
  const row = table.querySelector(`tr[data-person="${payload.enrolment}"]`);
  const link = row?.cells[halves.indexOf(payload.half_day)]?.querySelector("a.mk");
  if (link && stateOf(link) !== (payload.presence || "none")) draw(link, payload.presence || "none");
}
document.querySelector("[data-tip]").hidden = false;
