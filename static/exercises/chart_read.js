// What the shared document holds, read as the server reads it (lms/engines/linkchart/shared.py): a value
// that no chart could hold is left out, and an item only where its id, type, name or ends are wrong.

const MOST = { aliases: 20, cards: 60, attributes: 60, merged: 100, members: 20000, label: 200, note: 2000, card: 8000, id: 40 };
const FARTHEST = 100000;
const ID = /^[A-Za-z0-9-]{1,40}$/;
const DATE = /^(\d{4})(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
// the spaces that the server strips
const EDGE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const EDGES = new RegExp(`^${EDGE}|${EDGE}$`, "g");
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The longest value of each field of text; longer ones are cut before they are written. */
export const LENGTHS = { label: MOST.label, identity: MOST.label, note: MOST.note, type: 64, title: MOST.label, author: MOST.label, handling: MOST.label, why: MOST.note };

export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function isId(value) {
  return typeof value === "string" && ID.test(value);
}

/** An id without the spaces round it, or null. */
function idOf(value) {
  const found = text(value, MOST.id);
  return found !== null && isId(found) ? found : null;
}

/** Whether these words are a date that exists, at least its year. */
export function isDate(value) {
  const parts = DATE.exec(value);
  if (!parts) return false;
  const [year, month = "01", day = "01"] = value.slice(0, 10).split("-");
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (year === "0000" || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return false;
  const [, hours, minutes, seconds = "00"] = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(value) ?? [0, "00", "00"];
  const [, away, off] = /T.*[+-](\d\d):(\d\d)$/.exec(value) ?? [0, "00", "00"];
  return hours < "24" && minutes < "60" && seconds < "60" && Number(away) * 60 + Number(off) < 1440;
}

/** Text without the spaces round it, or null where it cannot be kept. */
function text(value, most) {
  if (typeof value !== "string" || longer(value, most) || CONTROL.test(value) || HALF.test(value)) return null;
  return value.replace(EDGES, "");
}

function longer(value, most) {
  return value.length > most && (value.length > 2 * most || [...value].length > most);
}

function one(value, allowed, otherwise) {
  return allowed.includes(value) ? value : otherwise;
}

function date(value) {
  const found = text(value, 40);
  return found !== null && isDate(found) ? found : "";
}

function place(value) {
  const fits = Array.isArray(value) && value.length === 2 && value.every((part) => Number.isInteger(part) && Math.abs(part) <= FARTHEST);
  return fits ? [value[0] || 0, value[1] || 0] : null;
}

/** A list of texts without repeats. */
function texts(value, count, most) {
  const found = [];
  for (const raw of Array.isArray(value) ? value.slice(0, count) : []) {
    const words = text(raw, most);
    if (words && !found.includes(words)) found.push(words);
  }
  return found;
}

function named(value, count, read) {
  const found = new Map();
  for (const raw of Array.isArray(value) ? value.slice(0, count) : []) {
    const item = isRecord(raw) ? read(raw) : null;
    if (item) found.set(item.id, item);
  }
  return [...found.values()];
}

const CARD_TEXTS = { source: MOST.label, source_type: MOST.label, summary: MOST.card, text: MOST.card };
const GRADING = ["scheme", "source", "information", "handling"];

/** A card; what is empty is left out. */
export function readCard(raw) {
  const id = idOf(raw.id);
  if (!id) return null;
  const found = { id };
  for (const [name, most] of Object.entries(CARD_TEXTS)) {
    const words = text(raw[name], most);
    if (words) found[name] = words;
  }
  const when = date(raw.date);
  if (when) found.date = when;
  const grading = {};
  for (const name of isRecord(raw.grading) ? GRADING : []) {
    const words = text(raw.grading[name], MOST.label);
    if (words) grading[name] = words;
  }
  return Object.keys(grading).length ? { ...found, grading } : found;
}

/** Cards that say no more than: this report states it. */
export function citing(reports) {
  return reports.map((report) => ({ id: `c-${report.replace(/[^A-Za-z0-9]/g, "").slice(0, 38)}`, source: report }));
}

function cards(raw) {
  if (!Array.isArray(raw.cards)) {
    const codes = Array.isArray(raw.evidence) ? raw.evidence : [];
    const found = texts(codes, MOST.cards, 16);
    return found.length === codes.length ? named(citing(found), MOST.cards, readCard) : [];
  }
  return named(raw.cards, MOST.cards, readCard);
}

function attributes(value) {
  const found = [];
  for (const [name, raw] of Object.entries(isRecord(value) ? value : {}).sort(([first], [second]) => (first < second ? -1 : 1)).slice(0, MOST.attributes)) {
    const words = isRecord(raw) ? text(raw.value, MOST.note) : null;
    if (words !== null) found.push([[...name].slice(0, MOST.label).join(""), { value: words, kind: one(raw.kind, ["text", "number", "flag", "time"], "text") }]);
  }
  return Object.fromEntries(found);
}

function readMerged(raw) {
  const [id, label] = [idOf(raw.id), text(raw.label, MOST.label)];
  return id && label !== null ? { id, label, why: text(raw.why, MOST.note) ?? "" } : null;
}

function shared(raw) {
  return {
    cards: cards(raw), note: text(raw.note, MOST.note) ?? "", attributes: attributes(raw.attributes),
    since: date(raw.since), until: date(raw.until),
  };
}

/** An entity, or null. `types` holds the names that there are; without it any name will do. */
export function readEntity(raw, types = null) {
  const label = text(raw.label, MOST.label);
  if (!isId(raw.id) || !label || typeof raw.type !== "string" || (types && !types.has(raw.type))) return null;
  return {
    id: raw.id, type: raw.type, label, identity: text(raw.identity, MOST.label) ?? "",
    aliases: texts(raw.aliases, MOST.aliases, MOST.label), ...shared(raw),
    merged: named(raw.merged, MOST.merged, readMerged), at: place(raw.at),
  };
}

/** A link, or null. Whether its ends are there is for the caller to see. */
export function readLink(raw, types = null) {
  const [type, source, target] = [text(raw.type, 64), idOf(raw.source), idOf(raw.target)];
  if (!isId(raw.id) || !source || !target || source === target || type === null || (types && !types.has(type))) return null;
  return {
    id: raw.id, source, target, type,
    direction: one(raw.direction, ["forward", "both", "none"], "forward"),
    strength: one(raw.strength, ["confirmed", "unconfirmed", "tentative"], "confirmed"),
    label: text(raw.label, MOST.label) ?? "", assessed: raw.assessed === true, ...shared(raw),
  };
}

export function readGroup(raw) {
  if (!isId(raw.id)) return null;
  return { id: raw.id, label: text(raw.label, MOST.label) ?? "", members: texts(raw.members, MOST.members, MOST.id), entity: text(raw.entity, MOST.id) ?? "" };
}

export function readGrade(raw) {
  const fits = ["A", "B", "C", "X"].includes(raw.source) && ["1", "2", "3", "4"].includes(raw.information);
  return fits ? { source: raw.source, information: raw.information } : null;
}

export function readAbout(raw) {
  const found = Object.fromEntries(["title", "author", "handling"].map((name) => [name, text(raw[name], MOST.label) ?? ""]));
  return { ...found, date: date(raw.date) };
}

/** Whole numbers up to 2**53 order what has no order of its own. */
export function orderOf(value) {
  const n = isRecord(value) ? value.n : value;
  return typeof n === "number" && Math.abs(n) <= 2 ** 53 ? n : 0;
}

export function byOrder([one, first], [two, second]) {
  return orderOf(first) - orderOf(second) || (one < two ? -1 : Number(one > two));
}

/** An item of the document in the form of the own JSON: maps inside it become lists. */
export function unshared(id, fields) {
  if (!isRecord(fields)) return null;
  const found = { ...fields, id };
  delete found.n;
  for (const name of ["cards", "merged"]) {
    if (isRecord(found[name])) found[name] = Object.entries(found[name]).sort(byOrder).map(([, entry]) => withoutOrder(entry));
  }
  for (const name of ["aliases", "members"]) {
    if (isRecord(found[name])) found[name] = Object.entries(found[name]).sort(byOrder).map(([key]) => key);
  }
  return found;
}

function withoutOrder(entry) {
  if (!isRecord(entry)) return entry;
  const { n, ...rest } = entry;
  return rest;
}

/** The reports that an item's cards cite, each once. */
export function evidenceOf(item) {
  return [...new Set((item.cards ?? []).map((card) => card.source).filter(Boolean))];
}
