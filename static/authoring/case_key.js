// The key of a case, drawn: the chart of the workspace on a model that nobody else draws. Saving sends the whole
// chart; the server makes the key's file of it.

import { uuid7 } from "../components/ids.js";
import { ChartModel, step } from "../exercises/chart_model.js";
import { ChartView } from "../exercises/chart_view.js";
import "./presence.js";

const space = document.querySelector("[data-key-chart]");
const data = JSON.parse(document.getElementById("key-data").textContent);
const place = space.querySelector("[data-chosen]");
const list = space.querySelector("[data-list]");
const save = document.querySelector("[data-save]");
const model = new ChartModel(data.chart);
const making = { link: newLink, askEntity: () => {}, askEnd: () => null, box: () => {} };
const view = new ChartView(space, { model, words: data, choose, editable: true, making });
const nothing = place.firstElementChild;
let chosen = null;
let saved = true;

space.classList.add("ready", "with-right");

// --- the chosen thing ---

function choose(id, { focus = false } = {}) {
  chosen = id;
  view.choose(id);
  list.value = id ?? "";
  inspect();
  if (focus) place.querySelector("input, select")?.focus();
}

function inspect() {
  const item = model.item(chosen);
  const open = place.querySelector("form");
  if (item && open?.dataset.of === chosen && open.contains(document.activeElement)) return;
  if (!item) return place.replaceChildren(nothing);
  const isEntity = model.entities.has(chosen);
  place.replaceChildren(document.querySelector(`template[data-t="${isEntity ? "entity" : "link"}"]`).content.cloneNode(true));
  const form = place.querySelector("form");
  form.dataset.of = chosen;
  fill(form, item, isEntity);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => keep(form, isEntity));
  form.querySelector("[data-remove]").addEventListener("click", ({ target }) => model.act(step(target.dataset.remove, { id: item.id })));
  form.querySelector("[data-reverse]")?.addEventListener("click", () => {
    const { source, target } = model.links.get(item.id);
    model.act(step("edit_link", { id: item.id, changes: { source: target, target: source } }));
  });
}

function said(item, name) {
  return item.attributes?.[name]?.value ?? "";
}

function fill(form, item, isEntity) {
  const fields = form.elements;
  fields.type.value = item.type;
  fields.weight.value = said(item, "weight") || "1";
  if (isEntity) {
    fields.label.value = item.label;
    fields.aliases.value = item.aliases.join("\n");
    for (const name of ["distractor", "isolated_ok"]) fields[name].checked = said(item, name) === "true";
  } else {
    form.querySelector("[data-ends]").textContent = `\u2068${model.entities.get(item.source)?.label}\u2069 \u2013 \u2068${model.entities.get(item.target)?.label}\u2069`;
    fields.direction.value = item.direction === "none" ? "none" : "forward";
    fields.strength.value = item.strength;
    fields.evidence.value = said(item, "evidence").replaceAll("; ", "\n");
    fields.contractible.checked = said(item, "contractible") === "true";
  }
}

function keep(form, isEntity) {
  const fields = form.elements;
  const flag = (name) => ({ value: String(fields[name].checked), kind: "flag" });
  const weight = { value: fields.weight.value, kind: "number" };
  const lines = (name) => [...new Set(fields[name].value.split("\n").map((one) => one.trim()).filter(Boolean))];
  if (isEntity && !fields.label.value.trim()) return fields.label.focus();
  const changes = isEntity
    ? { label: fields.label.value.trim(), aliases: lines("aliases"), type: fields.type.value, attributes: { weight, distractor: flag("distractor"), isolated_ok: flag("isolated_ok") } }
    : {
        type: fields.type.value, direction: fields.direction.value, strength: fields.strength.value,
        attributes: { weight, contractible: flag("contractible"), evidence: { value: lines("evidence").join("; "), kind: "text" } },
      };
  model.act(step(isEntity ? "edit_entity" : "edit_link", { id: form.dataset.of, changes }));
}

// --- everything on the chart, for whoever does not point at it ---

function fillList() {
  const option = (id, text) => new Option(text, id, false, id === chosen);
  const name = (id) => model.entities.get(id)?.label ?? "";
  list.replaceChildren(
    option("", ""),
    ...[...model.entities.values()].map((one) => option(one.id, one.label)),
    ...[...model.links.values()].map((one) => option(one.id, `${name(one.source)} \u2013 ${data.linkTypes[one.type]?.label ?? one.type} \u2013 ${name(one.target)}`)),
  );
}
list.addEventListener("change", () => choose(list.value || null));

// --- drawing ---

function newLink(source, target) {
  const type = space.querySelector("[data-link-type]").value;
  const direction = data.linkTypes[type].directed ? "forward" : "none";
  const strength = type.startsWith("concord-") ? "tentative" : "confirmed";
  const link = { id: uuid7(), source, target, type, direction, strength, label: "", cards: [], assessed: false, note: "" };
  model.act(step("add_link", { link }));
  choose(link.id);
}

const draw = space.querySelector("[data-draw]");
draw.addEventListener("click", () => {
  const on = draw.getAttribute("aria-pressed") !== "true";
  draw.setAttribute("aria-pressed", String(on));
  view.hands.take(on);
});
for (const button of space.querySelectorAll("[data-add]")) {
  button.addEventListener("click", () => {
    const type = button.dataset.add;
    const entity = { id: uuid7(), type, label: data.entityTypes[type].label, identity: "", aliases: [], cards: [], note: "", at: view.freePlace() };
    model.act(step("add_entity", { entity }));
    choose(entity.id);
    place.querySelector('[name="label"]')?.select();
  });
}
space.querySelector("[data-undo]").addEventListener("click", () => model.undo());
space.querySelector("[data-redo]").addEventListener("click", () => model.redo());
space.querySelector("[data-arrange]").addEventListener("click", () => view.arrange("organic"));
space.querySelector("[data-fit]").addEventListener("click", () => view.fit());

// --- what changed is shown everywhere ---

model.addEventListener("change", ({ detail }) => {
  view.sync(model, detail.touched);
  if (chosen && !model.item(chosen)) chosen = null;
  fillList();
  inspect();
  space.querySelector("[data-undo]").disabled = !model.canUndo;
  space.querySelector("[data-redo]").disabled = !model.canRedo;
  saved = false;
  save.querySelector("button").disabled = false;
});
save.addEventListener("submit", () => {
  save.elements.chart.value = JSON.stringify(model.chart());
  saved = true;
});
addEventListener("beforeunload", (event) => {
  if (!saved) event.preventDefault();
});

await view.dress();
view.show();
view.sync(model, null);
await view.arrange("organic");
fillList();
space.dataset.started = "yes";
