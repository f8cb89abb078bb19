// The phone that drives the screen. Its form works by itself; with this script each press is kept here first.

import { figures, following, preceding } from "./fold.js";
import { digits as number } from "../components/digits.js";
import { Hall, say, write } from "./hall.js";

const root = document.querySelector("[data-role=remote]");
const form = document.getElementById("drive");
const find = root.querySelector("[data-find]");
const advance = root.querySelector("[data-advance]");
const ADVANCE = "concord:ceremony:advance";

function draw(hall) {
  const { state, words, order, stack } = hall;
  const now = hall.byId.get(state.current);
  const mark = now && state.marks.get(now.id);
  const over = order.every((id) => state.marks.has(id));
  write(root.querySelector(".now"), {
    number: now ? number(now.number) : "",
    of: now ? say(words.of, { count: number(order.length), paper: words[now.kind] ?? "" }) : "",
    mark: mark ? words[mark] : "",
    name: now?.name ?? (over ? words.all : words.nobody),
    said: [now?.said, now?.said_local].filter(Boolean).join(" · "),
    local: now?.local ?? "",
    rank: now?.rank ?? "",
    short: now?.short ?? "",
    serial: now?.serial ?? "",
    hands: now?.hands ?? "",
  });
  for (const [name, value] of Object.entries(figures(stack, state))) {
    const place = root.querySelector(`[data-figure="${name}"]`);
    if (place) place.textContent = number(value);
  }
  for (const button of root.querySelectorAll('button[value="collected"], button[value="absent"]')) button.disabled = !now;
  root.querySelector('button[value="undo"]').disabled = !state.undoable;
  for (const button of root.querySelectorAll(".items button")) button.classList.toggle("on", button.value === `item:${state.item}`);
  list(hall);
}

function list(hall) {
  const { state, words } = hall;
  const wanted = plain(find.value);
  const rows = hall.people.map((one) => {
    const row = document.createElement("li");
    row.dataset.id = one.id;
    row.hidden = Boolean(wanted) && !plain(`${one.number} ${one.name} ${one.local} ${one.short} ${one.rank} ${one.serial}`).includes(wanted);
    const button = document.createElement("button");
    button.className = "call";
    button.name = "act";
    button.value = `call:${one.id}`;
    if (one.id === state.current) button.setAttribute("aria-current", "true");
    const mark = state.marks.get(one.id);
    button.append(
      text("span", "n", number(one.number)),
      text("span", "p", one.name, text("small", "", [one.rank, one.short].filter(Boolean).join(", "))),
      text("span", "m", one.id === state.current ? words.called : mark ? words[mark] : ""),
    );
    row.append(button);
    return row;
  });
  const held = document.activeElement?.closest("[data-calls] li")?.dataset.id;
  root.querySelector("[data-calls]").replaceChildren(...rows);
  if (held) root.querySelector(`[data-calls] li[data-id="${held}"] button`)?.focus({ preventScroll: true });
}

function text(kind, name, words, ...more) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  made.append(words, ...more);
  return made;
}

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

const hall = new Hall({ state: document.getElementById("saved"), draw });
root.hall = hall;

root.addEventListener("click", (event) => {
  // the second tap of a double one would mark the next person, who is called by then
  if (event.detail > 1 && event.target.closest("[value=collected], [value=absent]")) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  delete form.dataset.sent;
  press(event.submitter?.value ?? "next");
});

function press(typed) {
  const { state, order } = hall;
  const [act, key] = typed.split(":");
  const now = hall.byId.get(state.current);
  if (act === "next") hall.add("called", { enrolment: following(order, state) });
  else if (act === "back") hall.add("called", { enrolment: preceding(order, state) });
  else if (act === "call") {
    hall.add("called", { enrolment: key });
    find.value = "";
    draw(hall);
    root.querySelector(".now").scrollIntoView({ block: "nearest" });
  } else if (act === "item") {
    hall.add("item", { item: key });
    root.querySelector(".items").open = false;
  } else if (act === "undo" && state.undoable) hall.add("undone", { undoes: state.undoable });
  else if (now) {
    hall.add(act, { enrolment: now.id, serial: now.serial });
    if (advance.checked) hall.add("called", { enrolment: following(order, hall.state) });
  }
}

root.querySelector("[data-find-line]").hidden = false;
root.querySelector("[data-advance-line]").hidden = false;
find.addEventListener("input", () => list(hall));
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
try {
  advance.checked = localStorage.getItem(ADVANCE) !== "no";
  advance.addEventListener("change", () => localStorage.setItem(ADVANCE, advance.checked ? "yes" : "no"));
} catch {
  advance.checked = true;
}
