// Questions on a page: what is answered, in the form that the server keeps; and what makes fields easy by touch.
//
//   import { answerOf, dress, restore } from "../exercises/questions.js";
//   dress(section);                   // once for each [data-question]: picking, moving, the cross, counting words
//   restore(section, answer);         // an answer as it is sent, or null
//   answerOf(section);                // the same way back; `change` bubbles from the section when it is new
//
// Fields are those of templates/exercises/_questions.html; without this script they are a plain form.

import { dressOrder, orderOf, putInOrder } from "./questions/ordering.js";
import { dressPicks, showPicks } from "./questions/picking.js";
import { drawCross, dressSpot } from "./questions/spot.js";
import { countWords, dressWords } from "./questions/words.js";

const FIELDS = { numeric: "value", calculated: "value", short_text: "text", essay: "text", number: "value", list: "text" };
// answers that are their parts and nothing else
const PARTS = ["source_grading", "symbol", "window"];
const MAPS = { matching: "pairs", categorise: "items" };

// lines of other pages, by their kind
const OTHERS = new Map();

/** Lines of a kind that other pages have: how they are read, shown again, and made easy. */
export function register(kind, way) {
  OTHERS.set(kind, way);
}

/** The fields of a question's parts, by the part's name. */
function parts(section) {
  const start = `${section.dataset.question}-`;
  const found = new Map();
  for (const field of section.querySelectorAll("input:not([type=hidden]), select")) {
    if (!field.name.startsWith(start)) continue;
    const part = field.name.slice(start.length);
    found.set(part, [...(found.get(part) ?? []), field]);
  }
  return found;
}

function valueOf(fields) {
  const field = fields.find((one) => one.type !== "radio" || one.checked);
  return field ? field.value.trim() : "";
}

function values(section) {
  const found = {};
  for (const [part, fields] of parts(section)) {
    const value = valueOf(fields);
    if (value) found[part] = value;
  }
  return found;
}

const filled = (found) => (Object.keys(found).length ? found : null);

function typedField(section) {
  return section.querySelector(`[name="${section.dataset.question}"]`);
}

function chosen(section) {
  return [...section.querySelectorAll(`[name="${section.dataset.question}"]:checked`)].map((one) => one.value);
}

/** The answer to a question as it is sent to the server; null where nothing is answered. */
export function answerOf(section) {
  const { kind } = section.dataset;
  if (OTHERS.has(kind)) return OTHERS.get(kind).answerOf(section);
  if (kind in FIELDS) {
    const words = typedField(section).value.trim();
    return words ? { [FIELDS[kind]]: words } : null;
  }
  if (kind === "ordering") return orderOf(section);
  const found = values(section);
  if (kind in MAPS) return filled(found) && { [MAPS[kind]]: found };
  if (kind === "cloze") {
    const blanks = Object.entries(found).map(([part, value]) => [part, { [gap(section, part).dataset.field]: value }]);
    return blanks.length ? { blanks: Object.fromEntries(blanks) } : null;
  }
  if (kind === "hotspot") return found.x && found.y ? found : null;
  if (PARTS.includes(kind)) return filled(found);
  const tokens = chosen(section);
  const certainty = Number(found.certainty);
  return filled({ ...(tokens.length && { chosen: tokens }), ...(certainty && { certainty }) });
}

/** For each part that a question asks for, whether it is answered. */
export function partsGiven(section) {
  const { kind } = section.dataset;
  if (["matching", "categorise", "cloze", "source_grading"].includes(kind)) {
    return [...parts(section).values()].map((fields) => Boolean(valueOf(fields)));
  }
  const answer = answerOf(section);
  return [kind === "confidence" ? Boolean(answer?.chosen && answer.certainty) : Boolean(answer)];
}

function gap(section, part) {
  return section.querySelector(`[name="${section.dataset.question}-${part}"]`);
}

function put(section, found) {
  for (const [part, fields] of parts(section)) {
    const value = String(found[part] ?? "");
    for (const field of fields) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }
}

/** Show an answer in the fields, as it was sent; null empties them. */
export function restore(section, answer) {
  const { kind } = section.dataset;
  if (OTHERS.has(kind)) {
    OTHERS.get(kind).restore(section, answer);
    return;
  }
  if (kind in FIELDS) typedField(section).value = answer?.[FIELDS[kind]] ?? "";
  else if (kind === "ordering") putInOrder(section, answer?.order ?? null);
  else if (kind in MAPS) put(section, answer?.[MAPS[kind]] ?? {});
  else if (kind === "cloze") {
    const blanks = Object.entries(answer?.blanks ?? {}).map(([part, given]) => [part, Object.values(given)[0]]);
    put(section, Object.fromEntries(blanks));
  } else {
    put(section, answer ?? {});
    for (const one of section.querySelectorAll(`[name="${section.dataset.question}"]`)) {
      one.checked = (answer?.chosen ?? []).includes(one.value);
    }
  }
  showPicks(section);
  drawCross(section);
  countWords(section);
}

/** Make the fields of one question easy by touch and by keys. */
export function dress(section) {
  if (OTHERS.has(section.dataset.kind)) {
    OTHERS.get(section.dataset.kind).dress(section);
    return;
  }
  dressPicks(section);
  dressOrder(section);
  dressSpot(section);
  dressWords(section);
}
