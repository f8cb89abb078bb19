// The marked chart: every line with its mark, what is missing drawn in; list and drawing point at each other.
// Matrix and table show the same chart without marks.

import { ChartModel } from "./chart_model.js";
import { ChartTable } from "./chart_table.js";
import { MarkedView } from "./marked_view.js";
import { Views } from "./views.js";
import { MatrixView } from "./views/matrix.js";

const space = document.querySelector("[data-marked]");
const data = JSON.parse(document.getElementById("chart-data").textContent);
for (const part of space.querySelectorAll("[data-only-script]")) part.hidden = false;
space.classList.add("ready");

const WRONG = ["wrong_type", "wrong_direction", "wrong_strength", "trap", "unsupported"];
const GROUPS = { found: ["found"], missing: ["missing", "gap"], faults: WRONG };
const lines = [...space.querySelectorAll(".ml li")];
const calm = space.querySelector("[data-found-lines]");
const wide = matchMedia("(min-width: 900px)");

const shared = { model: new ChartModel(data.chart), words: data, editable: false, choose: point, marks: data };
const views = new Views(space, shared, { chart: MarkedView, matrix: MatrixView, table: ChartTable });
const chart = views.get("chart");
await chart.dress();
views.show(wide.matches ? "chart" : "table");

// --- list and drawing ---

function point(id) {
  views.choose(id);
  const line = id && lines.find((one) => one.dataset.ids.split(" ").includes(id) || `?${one.dataset.key}` === id);
  mark(line);
  if (line && calm?.contains(line)) calm.open = true;
  line?.scrollIntoView({ block: "nearest" });
}

function mark(line) {
  for (const other of lines) other.classList.toggle("chosen", other === line);
}

for (const line of lines) {
  const head = line.querySelector(".k");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "k";
  button.append(...head.childNodes);
  head.replaceWith(button);
  button.addEventListener("click", () => {
    mark(line);
    const id = [...line.dataset.ids.split(" ").filter(Boolean), `?${line.dataset.key}`].find((one) => chart.has(one));
    views.choose(id ?? null);
    if (id) chart.reveal(id);
  });
}

// --- show all, what was found, what is missing, what is wrong ---

for (const button of space.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    for (const other of space.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    const wanted = GROUPS[button.dataset.show];
    const fits = (outcome) => !wanted || wanted.includes(outcome);
    for (const line of lines) line.hidden = !fits(line.dataset.outcome);
    if (calm) {
      calm.open = button.dataset.show === "found";
      calm.hidden = Boolean(wanted) && !calm.open;
    }
    chart.emphasise({ dim: chart.except(fits) });
  });
}
space.querySelector("[data-fit]").addEventListener("click", () => chart.fit());
addEventListener("beforeprint", () => calm?.setAttribute("open", "")); // on paper nothing is folded
space.dataset.started = "yes";
