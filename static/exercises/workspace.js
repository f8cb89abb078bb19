// The link-chart workspace: reports, drawing, table and the chosen thing on one model; each step is saved.

import { digits } from "../components/digits.js";
import { SaveQueue } from "../components/save_queue.js";
import { uuid7 } from "../components/ids.js";
import { ChartModel, step } from "./chart_model.js";
import { ChartTable, fillForm, stepOf } from "./chart_table.js";
import { ChartView } from "./chart_view.js";
import { Reports } from "./reports.js";
import "./countdown.js";

const space = document.querySelector("[data-workspace]");
const data = JSON.parse(document.getElementById("chart-data").textContent);
const editable = space.dataset.may === "yes";
const canvas = space.querySelector("[data-canvas]");
const table = space.querySelector("[data-table]");
const inspector = space.querySelector("[data-inspector]");
const said = space.querySelector("[data-said]");
const wide = matchMedia("(min-width: 900px)");

for (const part of space.querySelectorAll("[data-only-script]")) part.hidden = false;
for (const part of [canvas, inspector, space.querySelector("[data-legend]")]) part.hidden = false;
space.classList.add("ready", "with-right");

const model = new ChartModel(data.chart);
const queue = editable && new SaveQueue({ owner: space.dataset.attempt, url: space.dataset.url, state: document.getElementById("saved"), sequence: data.sequence });
if (queue) {
  model.save = (kind, payload) => queue.add(kind, payload);
  for (const waiting of queue.waiting()) if (!known(waiting)) replay(waiting);
}
const view = new ChartView(canvas, data, { editable });
const rows = new ChartTable(table, data);
let chosen = null;
const reports = new Reports(space.querySelector(".ws-left"), model, { words: data, place: () => view.freePlace(), choose, editable });
reports.chosen = () => chosen;

// --- steps that this browser kept and the server has not seen yet ---

function known({ kind, payload }) {
  if (kind === "add_entity") return model.entities.has(payload.entity.id);
  if (kind === "add_link") return model.links.has(payload.link.id);
  return false;
}

function replay({ kind, payload }) {
  const save = model.save;
  model.save = () => {};
  model.act(step(kind, payload));
  model.past.pop();
  model.save = save;
}

// --- views ---

let current = "chart";

function show(name) {
  current = name;
  for (const button of space.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  const drawn = name === "chart" && wide.matches;
  canvas.hidden = !drawn;
  space.querySelector("[data-legend]").hidden = !drawn;
  table.hidden = drawn;
  if (drawn) view.cy.resize();
}
for (const button of space.querySelectorAll("[data-view]")) button.addEventListener("click", () => show(button.dataset.view));
wide.addEventListener("change", () => show(current));

// --- what changed is shown everywhere ---

model.addEventListener("change", ({ detail }) => {
  view.sync(model);
  rows.sync(model);
  reports.sync();
  if (chosen && !model.entities.has(chosen) && !model.links.has(chosen)) chosen = null;
  inspect();
  tools();
  const word = { undo: said.dataset.undone, redo: said.dataset.redone }[detail.how];
  said.textContent = word ?? sentence(detail.steps[0]);
});

function sentence({ kind, payload }) {
  const words = kind.startsWith("add") ? said.dataset.added : kind.startsWith("remove") ? said.dataset.removed : said.dataset.changed;
  const link = payload.link ?? model.links.get(payload.id);
  const name = payload.entity?.label ?? model.entities.get(payload.id)?.label ?? (link ? data.linkTypes[link.type]?.label : "");
  return words.replace("{name}", name ?? "");
}

function tools() {
  const undo = space.querySelector("[data-undo]");
  if (!undo) return;
  undo.disabled = !model.past.length;
  space.querySelector("[data-redo]").disabled = !model.future.length;
}

// --- the chosen thing ---

function choose(id, { focus = false } = {}) {
  chosen = id;
  view.choose(id);
  inspect();
  if (focus) inspector.querySelector('[name="label"]')?.select();
}

function inspect() {
  const place = inspector.querySelector("[data-chosen]");
  const entity = model.entities.get(chosen);
  const link = model.links.get(chosen);
  const name = editable && entity ? "entity-form" : editable && link ? "link-form" : "nothing";
  const open = place.querySelector("form");
  if (open?.contains(document.activeElement) && open.elements.namedItem("id").value === chosen) return;
  place.replaceChildren(document.querySelector(`template[data-t="${name}"]`).content.cloneNode(true));
  const form = place.querySelector("form");
  if (!form) return;
  fillForm(form, entity ?? link);
  if (entity) {
    const measures = form.querySelector("[data-measures]");
    measures.textContent = measures.dataset.words.replace("{count}", digits(model.linksOf(entity.id).length));
  } else {
    const names = [link.source, link.target].map((end) => model.entities.get(end)?.label);
    form.querySelector("[data-ends]").replaceChildren(...ends(names, link.direction));
    form.querySelector("[data-reverse]").addEventListener("click", () => {
      model.act(step("edit_link", { id: link.id, changes: { source: link.target, target: link.source } }));
    });
  }
  form.querySelector("[data-remove]").addEventListener("click", (event) => model.act(step(event.target.dataset.remove, { id: chosen })));
  form.addEventListener("change", () => form.requestSubmit());
}

function ends([from, to], direction) {
  const sign = { forward: " \u2192 ", both: " \u2194 ", none: " \u2013 " }[direction];
  return [from, sign, to].map((words, at) => {
    const part = document.createElement(at === 1 ? "span" : "bdi");
    part.textContent = words;
    return part;
  });
}

// --- forms of table and inspector ---

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-step]");
  if (!form || !editable) return;
  event.preventDefault();
  delete form.dataset.sent;
  const wanted = stepOf(form, data, () => view.freePlace());
  if (!wanted) {
    said.textContent = said.dataset.unfit;
    const why = form.querySelector("[data-unfit]");
    if (why) why.textContent = said.dataset.unfit;
    form.querySelector('[name="target"], [name="label"]')?.focus();
    return;
  }
  form.querySelector("[data-unfit]")?.replaceChildren();
  const inEditor = form.closest("details.edit");
  if (inEditor) {
    inEditor.open = false;
    inEditor.querySelector("summary").focus();
  }
  model.act(wanted);
  if (form.dataset.step.startsWith("add")) {
    form.reset();
    rows.sync(model);
    form.querySelector('[name="label"], [name="source"]').focus();
  }
}, true);

// --- drawing ---

if (editable) {
  const linkType = space.querySelector("[data-link-type]");
  const handles = view.cy.edgehandles({ snap: true, noEdgeEventsInDraw: true, canConnect: (one, two) => !one.same(two), edgeParams: () => ({ data: {} }) });
  const draw = space.querySelector("[data-draw]");
  draw.addEventListener("click", () => {
    const on = draw.getAttribute("aria-pressed") !== "true";
    draw.setAttribute("aria-pressed", String(on));
    if (on) handles.enableDrawMode();
    else handles.disableDrawMode();
  });
  view.cy.on("ehcomplete", (_event, source, target, added) => {
    added.remove();
    const type = linkType.value;
    const link = { id: uuid7(), source: source.id(), target: target.id(), type, direction: data.linkTypes[type].directed ? "forward" : "none", strength: "confirmed", label: "", evidence: [], assessed: false, note: "" };
    model.act(step("add_link", { link }));
    choose(link.id);
  });
  view.cy.on("free", "node", ({ target }) => {
    const entity = model.entities.get(target.id());
    const at = [Math.round(target.position("x")), Math.round(target.position("y"))];
    if (entity && String(entity.at) !== String(at)) model.act(step("move", { places: [{ id: entity.id, at }] }));
  });
  for (const button of space.querySelectorAll("[data-add]")) {
    button.addEventListener("click", () => {
      const type = button.dataset.add;
      const entity = { id: uuid7(), type, label: data.entityTypes[type].label, identity: "", aliases: [], evidence: [], note: "", at: view.freePlace() };
      model.act(step("add_entity", { entity }));
      choose(entity.id, { focus: true });
    });
  }
  space.querySelector("[data-undo]").addEventListener("click", () => model.undo());
  space.querySelector("[data-redo]").addEventListener("click", () => model.redo());
  space.querySelector("[data-arrange]").addEventListener("click", () => view.arrange((moved) => model.act(moved)));
  addEventListener("keydown", keys);
}
space.querySelector("[data-fit]").addEventListener("click", () => view.fit());
view.cy.on("tap", (event) => choose(event.target === view.cy ? null : event.target.id()));

function keys(event) {
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "z") {
    event.preventDefault();
    if (event.shiftKey) model.redo();
    else model.undo();
  } else if ((event.ctrlKey || event.metaKey) && key === "y") {
    event.preventDefault();
    model.redo();
  } else if (event.key === "Delete" && chosen && !canvas.hidden) {
    model.act(step(model.entities.has(chosen) ? "remove_entity" : "remove_link", { id: chosen }));
  }
}

// --- handing in waits until everything is saved ---

document.querySelector('form[action$="/hand-in"]')?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!queue || !queue.waiting().length) return;
  event.preventDefault();
  delete form.dataset.sent;
  if (await queue.drain(8000)) form.submit();
});

show(location.hash === "#table" ? "table" : "chart");
await view.dress();
view.sync(model);
rows.sync(model);
reports.sync();
tools();
view.fit();
space.dataset.started = "yes";
