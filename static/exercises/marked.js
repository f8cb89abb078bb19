// The marked chart: every line with its mark, what is missing drawn in; list and drawing point at each other.

import { digits } from "../components/digits.js";
import { ChartView } from "./chart_view.js";

const space = document.querySelector("[data-marked]");
const data = JSON.parse(document.getElementById("chart-data").textContent);
const canvas = space.querySelector("[data-canvas]");
for (const part of space.querySelectorAll("[data-only-script]")) part.hidden = false;
canvas.hidden = false;
space.classList.add("ready");

const SIGNS = { found: "\u2713", missing: "\u25CC", gap: "\u25CC", wrong_type: "\u25CF", wrong_direction: "\u25C6", wrong_strength: "\u25B2", trap: "\u25A0", unsupported: "\u25A0", neutral: "" };
const view = new ChartView(canvas, data, { editable: false });
await view.dress();

function sign(mark) {
  return [SIGNS[mark.outcome], mark.number ? digits(mark.number) : ""].join("");
}

for (const entity of data.chart.entities) view.putEntity(entity, { mark: data.entityMarks[entity.id] ?? "" });
for (const link of data.chart.links) {
  const mark = data.marks[link.id] ?? { outcome: "neutral", number: 0 };
  const words = link.label || data.linkTypes[link.type]?.label || "";
  view.putLink({ ...link, label: `${sign(mark)} ${words}`.trim() }, { mark: mark.outcome });
}

const missing = { outcome: "missing", number: 0 };
for (const entity of data.missing.entities) view.putEntity({ id: `?${entity.key}`, type: entity.type, label: entity.label, aliases: [] }, { mark: "missing" });
const drawnIn = new Set(data.missing.entities.map((entity) => entity.key));
for (const link of data.missing.links) {
  const end = (drawn, key) => drawn ?? (drawnIn.has(key) ? `?${key}` : null);
  const source = end(link.source, link.source_key);
  const target = end(link.target, link.target_key);
  if (!source || !target) continue;
  view.putLink(
    { id: `?${link.key}`, source, target, strength: link.strength, direction: link.directed ? "forward" : "none", label: `${sign({ ...missing, number: link.number })} ${link.label}` },
    { mark: "missing" },
  );
}
place();
view.fit();

/** Things that were never placed (drawn in by the key, or made in the table) go beside their neighbours. */
function place() {
  const loose = view.cy.nodes().filter((node) => node.id().startsWith("?"));
  if (loose.empty()) return;
  const fixed = view.cy.nodes().difference(loose).map((node) => ({ nodeId: node.id(), position: { ...node.position() } }));
  view.cy.layout({ name: "fcose", animate: false, randomize: false, fixedNodeConstraint: fixed, nodeSeparation: 120, idealEdgeLength: 140, fit: false }).run();
}

// --- list and drawing ---

const lines = [...space.querySelectorAll(".ml li")];

function point(ids, key) {
  view.cy.elements().unselect();
  for (const id of [...ids, ...(key ? [`?${key}`] : [])]) view.cy.getElementById(id).select();
  const found = view.cy.$(":selected");
  if (found.nonempty()) view.cy.animate({ center: { eles: found }, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150 });
}

for (const line of lines) {
  const head = line.querySelector(".k");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "k";
  button.append(...head.childNodes);
  head.replaceWith(button);
  button.addEventListener("click", () => {
    for (const other of lines) other.classList.toggle("chosen", other === line);
    point(line.dataset.ids.split(" ").filter(Boolean), line.dataset.key);
  });
}
view.cy.on("tap", "node, edge", ({ target }) => {
  const id = target.id();
  const line = lines.find((one) => one.dataset.ids.split(" ").includes(id) || `?${one.dataset.key}` === id);
  for (const other of lines) other.classList.toggle("chosen", other === line);
  line?.scrollIntoView({ block: "nearest" });
});

// --- show all, what was found, what is to mend ---

for (const button of space.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    for (const other of space.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    const wanted = button.dataset.show;
    const fits = (outcome) => wanted === "all" || (wanted === "found" ? outcome === "found" : !["found", "neutral"].includes(outcome));
    for (const line of lines) line.hidden = !fits(line.dataset.outcome);
    for (const edge of view.cy.edges()) edge.toggleClass("dim", !fits(edge.data("mark")));
  });
}
space.querySelector("[data-fit]").addEventListener("click", () => view.fit());
space.dataset.started = "yes";
