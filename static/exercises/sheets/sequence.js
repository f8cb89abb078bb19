// Boxes in order of time: cards go from the tray to the chart and back, move by buttons, arrow keys and drag;
// each has its step, and one that stands beside the one above has the same.

import { digits } from "../../components/digits.js";
import { followPointer } from "../../components/drag.js";
import { citedIn, fillCites, field, valueOf } from "./fields.js";

const partsOf = (section) => ({ chart: section.querySelector("[data-chart]"), tray: section.querySelector("[data-tray]") });
const rowsOf = (list) => [...list.children];
const textOf = (row) => (row.querySelector("textarea")?.value ?? row.querySelector("[data-words]").textContent).trim();

function readRow(row) {
  const card = field(row, "card")?.value;
  const step = Number(field(row, "step").value) || null;
  const verified = { yes: true, no: false }[valueOf(row, "verified")] ?? null;
  const day = valueOf(row, "date");
  const own = card ? "" : textOf(row);
  const evidence = citedIn(row);
  if (!own && !(card && (step || verified !== null || evidence.length || day))) return null;
  return { ...(own ? { own } : { card }), step, verified, evidence, ...(day && { date: day }) };
}

export function answerOf(section) {
  const { chart, tray } = partsOf(section);
  const rows = [...rowsOf(chart), ...rowsOf(tray)].map(readRow).filter(Boolean);
  return rows.length ? { rows } : null;
}

/** Show an answer: its rows on the chart in order, everything else in the tray. */
export function restore(section, answer) {
  const { chart, tray } = partsOf(section);
  const rows = [...rowsOf(chart), ...rowsOf(tray)];
  const spare = rows.filter((row) => !field(row, "card"));
  for (const row of rows) empty(row);
  tray.append(...rows.filter((row) => field(row, "card")), ...spare);
  const given = [...(answer?.rows ?? [])].sort((a, b) => (a.step ?? Infinity) - (b.step ?? Infinity));
  let before = null;
  for (const one of given) {
    const row = one.own ? spare.shift() : rows.find((found) => field(found, "card")?.value === one.card);
    if (!row) continue;
    fill(row, one);
    if (one.step === null || one.step === undefined) continue;
    row.querySelector("[data-beside]").checked = one.step === before;
    before = one.step;
    chart.append(row);
  }
  settle(section);
}

function empty(row) {
  if (row.querySelector("textarea")) row.querySelector("textarea").value = "";
  for (const name of ["step", "verified", "date"]) if (field(row, name)) field(row, name).value = "";
  row.querySelector("[data-beside]").checked = false;
  fillCites(row, []);
}

function fill(row, one) {
  if (one.own) row.querySelector("textarea").value = one.own;
  if (field(row, "verified")) field(row, "verified").value = { true: "yes", false: "no" }[one.verified] ?? "";
  if (field(row, "date")) field(row, "date").value = one.date ?? "";
  fillCites(row, one.evidence ?? []);
}

/** Fill in the steps, and show what a box can do where it stands. */
function settle(section) {
  const { chart, tray } = partsOf(section);
  let step = 0;
  rowsOf(chart).forEach((row, at) => {
    const beside = row.querySelector("[data-beside]");
    if (at === 0) beside.checked = false;
    if (!beside.checked) step += 1;
    field(row, "step").value = String(step);
    row.toggleAttribute("data-placed", true);
    row.classList.toggle("beside", beside.checked);
    row.querySelector("[data-beside-of]").hidden = at === 0;
    look(row, true);
  });
  for (const row of rowsOf(tray)) {
    field(row, "step").value = "";
    row.removeAttribute("data-placed");
    row.classList.remove("beside");
    row.querySelector("[data-beside-of]").hidden = true;
    look(row, false);
    row.hidden = row.hasAttribute("data-own-row") && !textOf(row);
  }
  const count = chart.children.length;
  section.querySelector("[data-count]").textContent = count ? digits(count) : "";
  section.querySelector("[data-none]").hidden = count > 0;
  const act = section.querySelector("[data-own-act]");
  if (act) act.querySelector("button").disabled = !spareOf(section);
}

function look(row, placed) {
  for (const name of ["up", "down", "off"]) row.querySelector(`[data-${name}]`).hidden = !placed;
  row.querySelector("[data-on]").hidden = placed;
  row.dataset.drawn = valueOf(row, "verified");
}

const spareOf = (section) => rowsOf(partsOf(section).tray).find((row) => row.hasAttribute("data-own-row") && !textOf(row));

function tell(section, row, words) {
  const { chart } = partsOf(section);
  section.querySelector("[data-said]").textContent = words
    .replace("{at}", digits(rowsOf(chart).indexOf(row) + 1))
    .replace("{of}", digits(chart.children.length))
    .replace("{item}", textOf(row));
}

function done(section, row, words = section.dataset.told) {
  settle(section);
  tell(section, row, words);
  field(row, "step").dispatchEvent(new Event("change", { bubbles: true }));
}

function step(section, row, by) {
  const rows = rowsOf(partsOf(section).chart);
  const target = rows[rows.indexOf(row) + by];
  if (!target) return;
  const focused = document.activeElement;
  if (by < 0) target.before(row);
  else target.after(row);
  focused?.focus();
  done(section, row);
}

function put(section, row, where = null) {
  partsOf(section).chart.insertBefore(row, where);
  done(section, row);
  row.querySelector(row.hasAttribute("data-own-row") ? "textarea" : "[data-up]").focus();
}

function off(section, row) {
  const { chart, tray } = partsOf(section);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  tray.prepend(row);
  done(section, row, section.dataset.offTold);
  (next ? next.querySelector("[data-off]") : row.querySelector("[data-on]"))?.focus();
  if (!chart.children.length) row.querySelector("[data-on]").focus();
}

function drag(section, row, grip) {
  grip.addEventListener("pointerdown", (event) => {
    row.classList.add("dragged");
    let moved = false;
    const move = ({ clientX, clientY }) => {
      const { chart } = partsOf(section);
      const other = document.elementFromPoint(clientX, clientY)?.closest("[data-row]");
      if (other && other !== row && other.parentElement === chart) {
        const { top, height } = other.getBoundingClientRect();
        other[clientY < top + height / 2 ? "before" : "after"](row);
        moved = true;
      } else if (!other && chart.getBoundingClientRect().bottom + 80 > clientY && row.parentElement !== chart) {
        chart.append(row);
        moved = true;
      }
      if (moved) settle(section);
    };
    const end = () => {
      row.classList.remove("dragged");
      if (moved) done(section, row);
    };
    followPointer(section, event, { move, end });
  });
}

function dressRow(section, row) {
  const grip = document.createElement("span");
  grip.className = "grip";
  grip.setAttribute("aria-hidden", "true");
  row.prepend(grip);
  const moves = row.querySelector("[data-moves]");
  moves.hidden = false;
  moves.querySelector("[data-up]").addEventListener("click", () => step(section, row, -1));
  moves.querySelector("[data-down]").addEventListener("click", () => step(section, row, 1));
  moves.querySelector("[data-off]").addEventListener("click", () => off(section, row));
  moves.querySelector("[data-on]").addEventListener("click", () => put(section, row));
  moves.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !row.hasAttribute("data-placed")) return;
    event.preventDefault();
    step(section, row, by);
  });
  drag(section, row, grip);
}

export function dress(section) {
  const { chart, tray } = partsOf(section);
  let before = null;
  for (const row of rowsOf(chart)) {
    const now = field(row, "step").value;
    row.querySelector("[data-beside]").checked = now === before;
    before = now;
  }
  if (section.closest("form").dataset.may) {
    for (const row of [...rowsOf(chart), ...rowsOf(tray)]) dressRow(section, row);
    for (const one of section.querySelectorAll(".sq-step")) one.hidden = true;
    const act = section.querySelector("[data-own-act]");
    if (act) {
      act.hidden = false;
      act.querySelector("button").addEventListener("click", () => {
        const row = spareOf(section);
        if (!row) return;
        row.hidden = false;
        put(section, row);
      });
    }
    section.addEventListener("change", (event) => {
      if (event.target.matches("[data-beside], [data-verified], textarea")) settle(section);
    });
  }
  settle(section);
}
