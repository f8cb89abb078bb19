// Lines into an order: dragged by their grip, moved by buttons, or by the arrow keys while a button has the focus.

import { digits } from "../../components/digits.js";
import { followPointer } from "../../components/drag.js";

const listOf = (section) => section.querySelector("[data-order]");
const lines = (list) => [...list.children];

/** The order as it is sent; null while nobody has moved or kept it. */
export function orderOf(section) {
  const list = listOf(section);
  return list.dataset.answered ? { order: lines(list).map((line) => line.dataset.item) } : null;
}

/** Put the lines into an order of tokens; null is the page's own order, not answered. */
export function putInOrder(section, order) {
  const list = listOf(section);
  const known = new Map(lines(list).map((line) => [line.dataset.item, line]));
  const wanted = order ?? section.dataset.first.split(" ");
  list.append(...wanted.map((token) => known.get(token)).filter(Boolean));
  settle(section, order !== null);
}

function settle(section, answered) {
  const list = listOf(section);
  if (answered) list.dataset.answered = "yes";
  else delete list.dataset.answered;
  section.querySelector("[data-order-state]").hidden = answered;
  lines(list).forEach((line, place) => {
    line.querySelector("select").value = answered ? String(place + 1) : "";
  });
}

function tell(section, line) {
  const list = listOf(section);
  const place = lines(list).indexOf(line) + 1;
  section.querySelector("[data-order-told]").textContent = list.dataset.told
    .replace("{at}", digits(place))
    .replace("{of}", digits(list.children.length))
    .replace("{item}", line.querySelector("label").textContent);
}

function done(section, line) {
  settle(section, true);
  tell(section, line);
  listOf(section).dispatchEvent(new Event("change", { bubbles: true }));
}

function step(section, line, by) {
  const list = listOf(section);
  const focused = document.activeElement;
  const target = lines(list)[lines(list).indexOf(line) + by];
  if (!target) return;
  if (by < 0) target.before(line);
  else target.after(line);
  focused?.focus();
  done(section, line);
}

function drag(section, line, grip) {
  grip.addEventListener("pointerdown", (event) => {
    line.classList.add("dragged");
    let moved = false;
    const move = ({ clientY }) => {
      const other = lines(listOf(section)).find((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return one !== line && clientY > top && clientY < bottom;
      });
      if (!other) return;
      const { top, height } = other.getBoundingClientRect();
      const before = clientY < top + height / 2;
      if (before ? other.previousElementSibling === line : other.nextElementSibling === line) return;
      if (before) other.before(line);
      else other.after(line);
      moved = true;
    };
    const end = () => {
      line.classList.remove("dragged");
      if (moved) done(section, line);
    };
    followPointer(listOf(section), event, { move, end });
  });
}

function dressLine(section, line) {
  const moves = line.querySelector("[data-moves]");
  const grip = document.createElement("span");
  grip.className = "grip";
  grip.setAttribute("aria-hidden", "true");
  line.prepend(grip);
  moves.hidden = false;
  line.querySelector("select").hidden = true;
  moves.querySelector("[data-up]").addEventListener("click", () => step(section, line, -1));
  moves.querySelector("[data-down]").addEventListener("click", () => step(section, line, 1));
  moves.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(section, line, by);
  });
  drag(section, line, grip);
}

export function dressOrder(section) {
  const list = listOf(section);
  if (!list) return;
  section.dataset.first = lines(list).map((line) => line.dataset.item).join(" ");
  for (const line of lines(list)) dressLine(section, line);
  settle(section, lines(list).every((line) => line.querySelector("select").value));
  section.querySelector("[data-keep]").addEventListener("click", () => done(section, list.firstElementChild));
}
