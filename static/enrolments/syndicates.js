// People are moved between tables by mouse, finger or keys. The page's own form does the saving:
// its answer is the page, and the tables are taken from it.

const HOLD = 350;
const NEAR = 5;
let stage = document.querySelector("[data-seating]");
let held = null;

const words = (name, values) => stage.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
const tableOf = (card) => card.closest("[data-table]");
const tables = () => [...stage.querySelectorAll("[data-table]")];
const cards = () => [...stage.querySelectorAll("[data-free]")];

function say(text) {
  stage.querySelector("[data-said]").textContent = text;
}

function settle(last) {
  const all = cards();
  const stop = all.find((card) => card.dataset.seat === last) ?? all[0];
  for (const card of all) card.tabIndex = card === stop ? 0 : -1;
  stage.querySelector("[data-tip]").hidden = false;
  return stop;
}

function mark(table) {
  for (const one of tables()) one.classList.toggle("target", one === table);
}

function pick(card) {
  held = { card, from: tableOf(card), over: tableOf(card) };
  card.classList.add("held");
  mark(held.over);
}

function letGo() {
  held?.card.classList.remove("held");
  mark(null);
  clearTimeout(held?.timer);
  held = null;
}

function putBack() {
  const { card, from } = held;
  say(words("back", { name: card.dataset.name, table: from.dataset.label }));
  letGo();
}

async function drop() {
  const { card, from, over } = held;
  if (over === from) return putBack();
  const { seat, name } = card.dataset;
  const table = over.dataset.label;
  letGo();
  const body = new URLSearchParams({ csrf_token: stage.dataset.token, enrolment: seat, table: over.dataset.table });
  try {
    const answer = await fetch(stage.dataset.url, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-seating]");
    const refused = page.querySelector("main .note.bad p")?.textContent;
    for (const part of [".toolbar", "[data-seating]"]) document.querySelector(part).replaceWith(page.querySelector(part));
    stage = next;
    listen();
    settle(seat)?.focus();
    say(refused ?? words(over.dataset.table ? "dropped" : "away", { name, table }));
  } catch {
    say(stage.dataset.failed);
    settle(seat)?.focus();
  }
}

/** The table beside another in reading order; right is next where text runs from the left. */
function beside(table, step) {
  const all = tables();
  return all[(all.indexOf(table) + step + all.length) % all.length];
}

function key(event) {
  const card = event.target.closest("[data-free]");
  if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
  const away = getComputedStyle(stage).direction === "rtl" ? -1 : 1;
  const side = { ArrowRight: away, ArrowLeft: -away }[event.key];
  if (held) whileHeld(event, side);
  else whileFree(event, card, side);
}

function whileHeld(event, side) {
  const { card } = held;
  if (side) {
    held.over = beside(held.over, side);
    mark(held.over);
    held.over.scrollIntoView({ block: "nearest" });
    say(words("over", { name: card.dataset.name, table: held.over.dataset.label }));
  } else if (event.key === " " || event.key === "Enter") drop();
  else if (event.key === "Escape") putBack();
  else return;
  event.preventDefault();
}

function whileFree(event, card, side) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = cards();
  if (event.key === " ") {
    pick(card);
    say(words("picked", { name: card.dataset.name, table: held.from.dataset.label }));
  } else if (step) go(all[all.indexOf(card) + step]);
  else if (side) {
    let table = beside(tableOf(card), side);
    while (!table.querySelector("[data-free]")) table = beside(table, side);
    go(table.querySelector("[data-free]"));
  } else return;
  event.preventDefault();
}

function go(card) {
  if (card) settle(card.dataset.seat).focus();
}

function down(event) {
  const card = event.target.closest("[data-free]");
  if (!card || event.button !== 0 || !event.isPrimary || event.target.closest("a, button")) return;
  if (held) putBack();
  const start = { card, x: event.clientX, y: event.clientY, ready: event.pointerType === "mouse" };
  if (!start.ready) start.timer = setTimeout(() => { start.ready = true; pick(card); Object.assign(held, start); }, HOLD);
  pending = start;
}

let pending = null;

function move(event) {
  if (!pending || !event.isPrimary) return;
  const far = Math.hypot(event.clientX - pending.x, event.clientY - pending.y) > NEAR;
  if (!pending.ready) {
    if (far) { clearTimeout(pending.timer); pending = null; }
    return;
  }
  if (!held && !far) return;
  if (!held) pick(pending.card);
  event.preventDefault();
  getSelection().removeAllRanges();
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-table]");
  held.over = over ?? held.from;
  mark(held.over);
  const edge = event.clientY < 48 ? -12 : event.clientY > innerHeight - 48 ? 12 : 0;
  if (edge) scrollBy(0, edge);
}

function up(event) {
  if (!pending || !event.isPrimary) return;
  clearTimeout(pending.timer);
  pending = null;
  if (held) drop();
}

function listen() {
  stage.addEventListener("keydown", key);
  stage.addEventListener("pointerdown", down);
  stage.addEventListener("focusout", (event) => {
    if (held && !pending && event.relatedTarget && event.relatedTarget !== held.card) putBack();
  });
  stage.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-free]");
    if (card) settle(card.dataset.seat);
  });
}

addEventListener("pointermove", move);
addEventListener("pointerup", up);
addEventListener("pointercancel", () => { clearTimeout(pending?.timer); pending = null; if (held) putBack(); });
addEventListener("touchmove", (event) => pending?.ready && event.preventDefault(), { passive: false });
addEventListener("keydown", (event) => { if (event.key === "Escape" && held && pending) { pending = null; putBack(); } });
listen();
settle();
