// Forms of entities and links: filled from an item, read as steps. Fields that a form does not have stay as they are.

import { evidenceOf, step } from "../chart_model.js";
import { span } from "./dates.js";
import { citingSteps, different, newEntity, newLink } from "./making.js";

/** Put an entity or link into the fields of its form. */
export function fillForm(form, thing) {
  for (const [name, value] of Object.entries(thing)) {
    const field = form.elements.namedItem(name);
    if (!field || name === "evidence" || field instanceof RadioNodeList) continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = Array.isArray(value) ? value.join("; ") : value;
  }
  if (form.elements.namedItem("reverse")) form.elements.namedItem("reverse").checked = false;
  const cited = evidenceOf(thing);
  for (const box of form.querySelectorAll('input[name="evidence"]')) box.checked = cited.includes(box.value);
}

/** The steps that a form asks for; null where it cannot be: no name, one end only, a date that is none. */
export function stepsOf(form, words, place, model) {
  const data = new FormData(form);
  const kind = form.dataset.step;
  const id = data.get("id");
  if (kind.startsWith("remove")) return [step(kind, { id })];
  const fields = kind.endsWith("entity") ? entityFields(data) : linkFields(data, words);
  const reports = data.getAll("evidence");
  const fits = fields.label !== "" || kind.endsWith("link");
  if (!fits || [fields.since, fields.until].some((date) => date && !span(date))) return null;
  if (kind.startsWith("edit")) return edited(kind, model.item(id), fields, data, form.querySelector('[name="evidence"]') ? reports : null);
  if (kind === "add_entity") return [step(kind, { entity: cited(newEntity({ ...fields, at: place() }), reports) })];
  if (data.get("source") === data.get("target")) return null;
  return [step(kind, { link: cited(newLink({ ...fields, source: data.get("source"), target: data.get("target") }, words), reports) })];
}

function cited(item, reports) {
  return { ...item, cards: citingSteps(item, reports).map((one) => one.payload.card) };
}

function edited(kind, item, fields, data, reports) {
  if (!item) return [];
  const turned = data.has("reverse") ? { source: item.target, target: item.source } : {};
  const changes = different(item, { ...fields, ...turned });
  return [...(Object.keys(changes).length ? [step(kind, { id: item.id, changes })] : []), ...(reports ? citingSteps(item, reports) : [])];
}

function texts(data, names) {
  return Object.fromEntries(names.filter((name) => data.has(name)).map((name) => [name, data.get(name).trim()]));
}

function entityFields(data) {
  const aliases = data.has("aliases") ? { aliases: [...new Set(data.get("aliases").split(";").map((one) => one.trim()).filter(Boolean))] } : {};
  return { ...texts(data, ["label", "type", "identity", "since", "until", "note"]), ...aliases };
}

function linkFields(data, words) {
  const type = data.get("type");
  const direction = data.get("direction") || (words.linkTypes[type]?.directed ? "forward" : "none");
  return { ...texts(data, ["label", "strength", "since", "until", "note"]), type, direction, assessed: data.has("assessed") };
}

// a date that is none is told at its field, in the page's language
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-date]")) return;
  field.setCustomValidity(field.value.trim() && !span(field.value.trim()) ? field.dataset.fault : "");
});
