// A point of a picture: tapped, moved by the arrow keys, or written as numbers; always in percent of the picture.

import { digits } from "../../components/digits.js";

const STEP = 1;
const LARGE_STEP = 5;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const field = (section, part) => section.querySelector(`[name="${section.dataset.question}-${part}"]`);
const bounded = (value) => Math.min(100, Math.max(0, Math.round(value * 10) / 10));

function point(section) {
  const [x, y] = ["x", "y"].map((part) => field(section, part).value.trim().replace(",", "."));
  return x !== "" && y !== "" && Number.isFinite(Number(x)) && Number.isFinite(Number(y)) ? [bounded(x), bounded(y)] : null;
}

/** Draw the cross where the fields say, and tell it. */
export function drawCross(section) {
  const spot = section.querySelector("[data-spot]");
  if (!spot) return;
  const at = point(section);
  const cross = spot.querySelector(".cross");
  cross.toggleAttribute("hidden", !at);
  const told = spot.querySelector("[data-spot-told]");
  if (!at) {
    told.textContent = told.dataset.none;
    return;
  }
  const [x, y] = at.map((value) => `${value}%`);
  for (const name of ["x1", "x2"]) cross.querySelector(".v").setAttribute(name, x);
  for (const name of ["y1", "y2"]) cross.querySelector(".h").setAttribute(name, y);
  cross.querySelector("circle").setAttribute("cx", x);
  cross.querySelector("circle").setAttribute("cy", y);
  told.textContent = spot.dataset.told.replace("{x}", digits(Math.round(at[0]))).replace("{y}", digits(Math.round(at[1])));
}

function set(section, x, y) {
  field(section, "x").value = String(bounded(x));
  field(section, "y").value = String(bounded(y));
  drawCross(section);
  field(section, "y").dispatchEvent(new Event("change", { bubbles: true }));
}

export function dressSpot(section) {
  const plate = section.querySelector("[data-plate]");
  if (!plate) return;
  plate.tabIndex = 0;
  plate.setAttribute("role", "application");
  plate.addEventListener("click", (event) => {
    const { left, top, width, height } = plate.querySelector("img").getBoundingClientRect();
    set(section, (100 * (event.clientX - left)) / width, (100 * (event.clientY - top)) / height);
  });
  plate.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const at = point(section);
    if (at) set(section, at[0] + move[0] * step, at[1] + move[1] * step);
    else set(section, 50, 50);
  });
  for (const part of ["x", "y"]) field(section, part).addEventListener("input", () => drawCross(section));
  drawCross(section);
}
