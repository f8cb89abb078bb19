// The chart as a shared document (Yjs). Its layout is told in lms/engines/linkchart/shared.py: the server reads
// and writes the same one.

import { Array as SharedArray, Doc, Map as SharedMap, UndoManager, applyUpdate, encodeStateAsUpdate, encodeStateVector } from "../vendor/yjs.js";
import { byOrder, isRecord, orderOf, readAbout, readEntity, readGrade, readGroup, readLink, unshared } from "./chart_read.js";

export const ROOTS = ["entities", "links", "groups", "grades"];
const FIELDS = ["title", "author", "handling", "date"];
const MOST_REPORT = 16;
const SERVERS = 2 ** 20; // lower numbers are kept for writers on the server

/** The document, and what of it a chart can hold as plain items of the own JSON. */
export class ChartDocument {
  /** @param {{entityTypes?: Set<string>, linkTypes?: Set<string>}} types what is not among them is left out */
  constructor({ entityTypes = null, linkTypes = null } = {}) {
    this.doc = new Doc();
    if (this.doc.clientID < SERVERS) this.doc.clientID += SERVERS;
    this.roots = Object.fromEntries([...ROOTS, "about"].map((name) => [name, this.doc.getMap(name)]));
    this.read = {
      entities: (raw) => readEntity(raw, entityTypes), links: (raw) => readLink(raw, linkTypes), groups: readGroup, grades: readGrade,
    };
    this.parsed = Object.fromEntries(ROOTS.map((name) => [name, new Map()]));
    this.places = Object.fromEntries(ROOTS.map((name) => [name, new Map()]));
    this.tops = Object.fromEntries(ROOTS.map((name) => [name, -1]));
    this.touched = new Map();
    for (const [name, root] of Object.entries(this.roots)) root.observeDeep((events) => this.#note(name, events));
    this.undoing = new UndoManager(Object.values(this.roots), { captureTimeout: 0, trackedOrigins: new Set([this]) });
  }

  apply(update) {
    applyUpdate(this.doc, update, "remote");
  }

  state() {
    return encodeStateAsUpdate(this.doc);
  }

  vector() {
    return encodeStateVector(this.doc);
  }

  #note(name, events) {
    const ids = this.touched.get(name) ?? new Set();
    this.touched.set(name, ids);
    for (const event of events) {
      if (event.path.length) ids.add(event.path[0]);
      else for (const key of event.keysChanged ?? []) ids.add(key);
    }
  }

  /** What was touched since the last time is read into `chart` (maps that are changed in place); gives the ids. */
  readInto(chart) {
    const ids = new Set();
    const moved = new Set(); // kinds of items of which some came, went or changed their order
    for (const name of ROOTS) {
      for (const id of this.touched.get(name) ?? []) {
        ids.add(id);
        if (this.#parse(name, id)) moved.add(name);
      }
    }
    if (this.touched.has("about")) {
      chart.about = readAbout(plain(this.roots.about));
      ids.add("about");
    }
    for (const name of ROOTS) {
      const touched = this.touched.get(name) ?? [];
      if (moved.has(name) || moved.has("entities") || !this.#place(chart, name, touched)) this.#fill(chart, name, ids);
    }
    this.touched.clear();
    return ids;
  }

  /** Read one item; true where it came, went or stands elsewhere in the order now. */
  #parse(name, id) {
    const raw = plain(this.roots[name].get(id));
    const json = name === "grades" ? graded(id, raw) : unshared(id, raw);
    const item = json && this.read[name](json);
    const before = this.places[name].get(id);
    if (isRecord(raw)) this.tops[name] = Math.max(this.tops[name], orderOf(raw));
    if (!item) {
      this.parsed[name].delete(id);
      this.places[name].delete(id);
      return before !== undefined;
    }
    this.parsed[name].set(id, item);
    this.places[name].set(id, orderOf(raw));
    return before !== orderOf(raw);
  }

  /** Put items that stayed in their place; false where one of them is no longer to be seen, or is again. */
  #place(chart, name, touched) {
    for (const id of touched) {
      const item = this.#visible(chart, name, id);
      if (Boolean(item) !== chart[name].has(id)) return false;
      if (item) chart[name].set(id, item);
    }
    return true;
  }

  /** An item as the chart shows it, or null: links need both ends, groups hold only what is there. */
  #visible(chart, name, id) {
    const item = this.parsed[name].get(id) ?? null;
    if (name === "links") return item && chart.entities.has(item.source) && chart.entities.has(item.target) ? item : null;
    return item && name === "groups" ? known(item, chart) : item;
  }

  /** The map of the chart as it should be, in its order; notes ids that come or go. */
  #fill(chart, name, ids) {
    const places = this.places[name];
    const order = [...places.keys()].sort((one, two) => byOrder([one, places.get(one)], [two, places.get(two)]));
    const wanted = new Map(order.map((id) => [id, this.#visible(chart, name, id)]).filter(([, item]) => item));
    const map = chart[name];
    for (const id of map.keys()) if (!wanted.has(id)) ids.add(id);
    for (const [id, item] of wanted) if (!map.has(id) || (name === "groups" && map.get(id) !== item)) ids.add(id);
    map.clear();
    for (const [id, item] of wanted) map.set(id, item);
  }

  /** Write changes of the board in one transaction; `origin` null writes what nobody undoes. */
  write(changes, origin = this) {
    this.doc.transact(() => {
      for (const change of changes) this.#write(change);
    }, origin);
  }

  #write({ root, id, before, after }) {
    if (root === "about") {
      for (const field of FIELDS) if (this.roots.about.get(field) !== after[field]) this.roots.about.set(field, after[field]);
      return;
    }
    const items = this.roots[root];
    if (!after) {
      items.delete(id);
      return;
    }
    const there = items.get(id);
    if (there instanceof SharedMap) writeFields(there, before ?? {}, after);
    else items.set(id, this.#made(root, after));
  }

  #made(root, item) {
    const order = root === "grades" ? {} : { n: (this.tops[root] += 1) };
    const entries = Object.entries({ ...order, ...item }).map(([field, value]) => [field, made(field, value)]);
    return new SharedMap(entries);
  }
}

function graded(report, raw) {
  return isRecord(raw) && [...report].length <= MOST_REPORT ? raw : null;
}

/** What stands in the document as plain values; nothing where it is no part of a chart, or nested too deep. */
function plain(value, levels = 8) {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (!levels) return null;
  const deeper = (one) => plain(one, levels - 1);
  if (value instanceof SharedMap) return Object.fromEntries([...value].map(([key, one]) => [key, deeper(one)]));
  if (value instanceof SharedArray) return value.toArray().map(deeper);
  if (Array.isArray(value)) return value.map(deeper);
  return Object.getPrototypeOf(value) === Object.prototype ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deeper(one)])) : null;
}

function known(group, chart) {
  const members = group.members.filter((id) => chart.entities.has(id));
  if (members.length === group.members.length && (!group.entity || chart.entities.has(group.entity))) return group;
  return { ...group, members, entity: chart.entities.has(group.entity) ? group.entity : "" };
}

/** The entries of a field that is a map of its own in the document: [key, value, ordered]. */
function inner(field, value) {
  if (field === "cards" || field === "merged") return value.map((one) => [one.id, one]);
  if (field === "aliases" || field === "members") return value.map((one) => [one, null]);
  return field === "attributes" ? Object.entries(value) : null;
}

function entry(value, n) {
  return value === null ? n : { ...value, n };
}

function made(field, value) {
  const entries = inner(field, value);
  if (!entries) return value;
  return new SharedMap(entries.map(([key, one], n) => [key, field === "attributes" ? one : entry(one, n)]));
}

function writeFields(target, before, after) {
  for (const [field, value] of Object.entries(after)) {
    if (same(before[field], value)) continue;
    const there = target.get(field);
    if (!inner(field, value) || !(there instanceof SharedMap)) target.set(field, made(field, value));
    else writeEntries(there, field, inner(field, before[field] ?? []), inner(field, value));
  }
}

/** Entries keep their place where that is behind the one before them; new ones and moved ones go behind it. */
function writeEntries(target, field, before, after) {
  const wanted = new Set(after.map(([key]) => key));
  const old = new Map(before);
  for (const key of old.keys()) if (!wanted.has(key)) target.delete(key);
  let last = -1;
  for (const [key, value] of after) {
    if (field === "attributes") {
      if (!target.has(key) || !same(old.get(key), value)) target.set(key, value);
      continue;
    }
    const at = target.has(key) ? orderOf(target.get(key)) : -1;
    const n = at > last ? at : last + 1;
    if (n !== at || !same(old.get(key), value)) target.set(key, entry(value, n));
    last = n;
  }
}

function same(one, two) {
  if (one === two) return true;
  if (typeof one !== "object" || typeof two !== "object" || !one || !two) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(two).length && Array.isArray(one) === Array.isArray(two) && names.every((name) => same(one[name], two[name]));
}
