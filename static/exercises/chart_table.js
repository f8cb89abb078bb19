// The table beside the drawing: rows from the page's templates, forms as steps. It is the path by keyboard.

import { digits } from "../components/digits.js";
import { uuid7 } from "../components/ids.js";
import { step } from "./chart_model.js";

export class ChartTable {
  constructor(root, words) {
    this.words = words;
    this.root = root;
    this.rows = {
      entities: { body: root.querySelector('[data-rows="entities"]'), shape: document.querySelector('[data-t="entity-row"]') },
      links: { body: root.querySelector('[data-rows="links"]'), shape: document.querySelector('[data-t="link-row"]') },
    };
    this.empty = Object.fromEntries(Object.entries(this.rows).map(([name, { body }]) => [name, body.querySelector("[data-none]")]));
  }

  sync(model) {
    this.#fill("entities", [...model.entities.values()], (row, one) => this.#entity(row, one, model));
    this.#fill("links", [...model.links.values()], (row, one) => this.#link(row, one, model));
    for (const select of document.querySelectorAll("select[data-entities]")) this.#offer(select, model);
    for (const form of document.querySelectorAll('form[data-step="add_link"]')) apart(form);
    for (const part of document.querySelectorAll("[data-needs-two]")) part.hidden = model.entities.size < 2;
  }

  #fill(name, things, write) {
    const { body, shape } = this.rows[name];
    const seen = new Set(things.map((one) => one.id));
    for (const row of body.querySelectorAll("tr[data-id]")) if (!seen.has(row.dataset.id)) row.remove();
    for (const one of things) {
      let row = body.querySelector(`tr[data-id="${CSS.escape(one.id)}"]`);
      if (!row) {
        row = copyRow(shape, one.id);
        body.append(row);
      }
      write(row, one);
    }
    body.querySelector("[data-none]")?.remove();
    if (!things.length && this.empty[name]) body.append(this.empty[name]);
    this.root.querySelector(`[data-count="${name}"]`).textContent = digits(things.length);
  }

  #entity(row, one, model) {
    put(row, "label", one.label);
    put(row, "aliases", one.aliases.join("; "));
    put(row, "type", this.words.entityTypes[one.type]?.label ?? one.type);
    put(row, "evidence", one.evidence.join(" "));
    put(row, "links", digits(model.linksOf(one.id).length));
    name(row, one.label);
    const form = row.querySelector('form[data-step="edit_entity"]');
    if (form && !form.contains(document.activeElement)) fillForm(form, one);
  }

  #link(row, one, model) {
    put(row, "source", model.entities.get(one.source)?.label ?? "");
    put(row, "target", model.entities.get(one.target)?.label ?? "");
    put(row, "type", this.words.linkTypes[one.type]?.label ?? one.type);
    put(row, "direction", this.words.directions[one.direction]);
    put(row, "strength", this.words.strengths[one.strength]);
    put(row, "evidence", one.evidence.join(" "));
    name(row, [one.source, one.target].map((end) => model.entities.get(end)?.label ?? "").join(", "));
    const form = row.querySelector('form[data-step="edit_link"]');
    if (form && !form.contains(document.activeElement)) fillForm(form, one);
  }

  #offer(select, model) {
    const chosen = select.value;
    select.replaceChildren(...[...model.entities.values()].map((one) => new Option(one.label, one.id)));
    if (model.entities.has(chosen)) select.value = chosen;
  }
}

/** A new link begins with two different ends. */
function apart(form) {
  const { source, target } = form.elements;
  if (source.value === target.value && target.options.length > 1) target.selectedIndex = source.selectedIndex ? 0 : 1;
}

function copyRow(shape, id) {
  const holder = document.createElement("template");
  holder.innerHTML = shape.innerHTML.replaceAll("{id}", id);
  return holder.content.querySelector("tr");
}

/** What a row's button is about, for those who hear the page. */
function name(row, words) {
  const hidden = row.querySelector("summary .sr");
  if (hidden) hidden.textContent = ` ${words}`;
}

function put(row, name, text) {
  const cell = row.querySelector(`[data-cell="${name}"]`);
  if (cell && cell.textContent !== String(text)) cell.textContent = text;
}

/** Put an entity or link into the fields of its form. */
export function fillForm(form, thing) {
  for (const [name, value] of Object.entries(thing)) {
    const field = form.elements.namedItem(name);
    if (!field || name === "evidence") continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = Array.isArray(value) ? value.join("; ") : value;
  }
  if (form.elements.namedItem("reverse")) form.elements.namedItem("reverse").checked = false;
  for (const box of form.querySelectorAll('input[name="evidence"]')) box.checked = thing.evidence.includes(box.value);
}

/** The step that a form asks for. */
export function stepOf(form, words, place) {
  const data = new FormData(form);
  const kind = form.dataset.step;
  const id = data.get("id");
  if (kind.startsWith("remove")) return step(kind, { id });
  const evidence = data.getAll("evidence");
  if (kind.endsWith("entity")) {
    const aliases = [...new Set(data.get("aliases").split(";").map((one) => one.trim()).filter(Boolean))];
    const fields = { label: data.get("label").trim(), type: data.get("type"), aliases, evidence };
    if (!fields.label) return null;
    if (kind === "edit_entity") return step(kind, { id, changes: fields });
    return step(kind, { entity: { id: uuid7(), identity: "", note: "", ...fields, at: place() } });
  }
  const type = data.get("type");
  const direction = data.get("direction") || (words.linkTypes[type].directed ? "forward" : "none");
  const fields = { type, direction, strength: data.get("strength"), evidence, assessed: data.has("assessed") };
  if (kind === "edit_link") {
    const turned = data.has("reverse") ? { source: data.get("target"), target: data.get("source") } : {};
    return step(kind, { id, changes: { ...fields, ...turned } });
  }
  if (data.get("source") === data.get("target")) return null;
  return step(kind, { link: { id: uuid7(), source: data.get("source"), target: data.get("target"), label: "", note: "", ...fields } });
}
