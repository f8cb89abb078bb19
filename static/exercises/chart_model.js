// The chart in the browser. Behind it is a shared document: what others draw comes in, nothing is lost, and
// undo takes back one's own acts only.
//
//   const model = new ChartModel({ update: data.document });   // or the own JSON, for a chart nobody else draws
//   model.save = (update) => ...;                               // each own act, as bytes
//   model.act(step("add_entity", { entity }), step("move", { places }));
//   model.addEventListener("change", ({ detail: { how, steps, touched } }) => ...);

import { mergeUpdates } from "../vendor/yjs.js";
import { ChartDocument } from "./chart_document.js";
import { Board, parted, weight } from "./chart_steps.js";
import { readAbout } from "./chart_read.js";

export { step } from "./chart_steps.js";
export { evidenceOf } from "./chart_read.js";

/** The schema of the own JSON and of what is posted. */
export const SCHEMA = 2;
const MOST_BYTES = 60000; // of one update, about; a larger act is written as several

/**
 * Entities, links, groups and grades by id and the title block, in the own JSON of charts. Every change comes
 * as steps {kind, payload}. After each the event "change" tells {how: act|undo|redo|remote, steps, touched}:
 * `touched` is a Set of the ids of items that came, went or changed (reports for grades), or null for all.
 */
export class ChartModel extends EventTarget {
  #document;
  #board;
  #acts = 0;
  #now = null;

  /**
   * @param {{update: string|Uint8Array}|object} start the document so far (base64), or a chart in the own JSON
   * @param {{entityTypes?: Iterable<string>, linkTypes?: Iterable<string>}} types those of the case; others are left out
   */
  constructor(start = {}, { entityTypes = null, linkTypes = null } = {}) {
    super();
    this.entities = new Map();
    this.links = new Map();
    this.groups = new Map();
    this.grades = new Map();
    this.about = readAbout({});
    this.save = () => {};
    this.#document = new ChartDocument({ entityTypes: entityTypes && new Set(entityTypes), linkTypes: linkTypes && new Set(linkTypes) });
    this.#board = new Board(this);
    if (start.update) this.#take([start.update]);
    else this.#begin(start);
    this.#refresh();
    const { doc, undoing } = this.#document;
    doc.on("update", (update, origin) => {
      if (origin === this.#document || origin === undoing) this.save(update);
    });
    undoing.on("stack-item-added", ({ stackItem }) => stackItem.meta.set("act", this.#now));
    undoing.on("stack-item-popped", ({ stackItem }) => {
      this.#now = stackItem.meta.get("act");
    });
  }

  #begin(chart) {
    const put = (root, id, after) => ({ root, id, before: null, after });
    const changes = ["entities", "links", "groups"].flatMap((root) => (chart[root] ?? []).map((one) => put(root, one.id, this.#document.read[root](one))));
    changes.push(...Object.entries(chart.grades ?? {}).map(([id, grade]) => put("grades", id, this.#document.read.grades(grade))));
    if (chart.about) changes.push(put("about", "", readAbout(chart.about)));
    this.#document.write(changes.filter((one) => one.after), null);
  }

  #refresh() {
    const touched = this.#document.readInto(this);
    this.#board.about = this.about;
    return touched;
  }

  #tell(how, steps) {
    const touched = this.#refresh();
    if (touched.size || steps.length) this.dispatchEvent(new CustomEvent("change", { detail: { how, steps, touched } }));
  }

  /** Do steps as one act that can be undone as one. Gives the steps that changed something. */
  act(...steps) {
    this.#now = { number: (this.#acts += 1), steps: [] };
    let bytes = 0;
    let changes = [];
    const write = () => {
      if (changes.length) this.#document.write(changes);
      [bytes, changes] = [0, []];
    };
    for (const one of steps) {
      let changed = false;
      for (const part of parted(one, MOST_BYTES)) {
        const heavy = weight(this.#board, part);
        if (bytes + heavy > MOST_BYTES) write();
        const found = this.#board.do(part);
        changes.push(...found);
        bytes += heavy;
        changed ||= found.length > 0;
      }
      if (changed) this.#now.steps.push(one);
    }
    write();
    const done = this.#now.steps;
    if (done.length) this.#tell("act", done);
    return done;
  }

  undo() {
    this.#back("undo", this.#document.undoing.undoStack);
  }

  redo() {
    this.#back("redo", this.#document.undoing.redoStack);
  }

  #back(how, stack) {
    if (!stack.length) return;
    const top = () => stack.at(-1)?.meta.get("act");
    this.#now = top();
    do this.#document.undoing[how]();
    while (top() && top() === this.#now);
    this.#tell(how, this.#now.steps);
  }

  get canUndo() {
    return this.#document.undoing.undoStack.length > 0;
  }

  get canRedo() {
    return this.#document.undoing.redoStack.length > 0;
  }

  /** Take in what others drew: updates as bytes or base64, in any order. What is no update is left out. */
  receive(...updates) {
    this.#take(updates);
    this.#tell("remote", []);
  }

  #take(updates) {
    for (const update of updates) {
      try {
        this.#document.apply(typeof update === "string" ? bytesOf(update) : update);
      } catch (fault) {
        console.warn("An update of the chart could not be read.", fault);
      }
    }
  }

  /** All that was done so far, as one update. */
  state() {
    return this.#document.state();
  }

  /** The chart in the own JSON. */
  chart() {
    const list = (name) => [...this[name].values()];
    return {
      schema: SCHEMA, about: this.about, entities: list("entities"), links: list("links"), groups: list("groups"), grades: Object.fromEntries(this.grades),
    };
  }

  /** An entity or a link by its id. */
  item(id) {
    return this.entities.get(id) ?? this.links.get(id);
  }

  linksOf(id) {
    return this.#board.linksOf(id);
  }

  /** The entity that has this name or number, by any of its names. */
  named(words) {
    const wanted = fold(words);
    return [...this.entities.values()].find((one) => [one.label, ...one.aliases].some((name) => fold(name) === wanted));
  }
}

/** Bytes as base64, and back. */
export function base64Of(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Updates (base64) put together into fewer, none much larger than one update should be. */
export function merged(updates) {
  const found = [];
  let bytes = 0;
  for (const update of updates.map(bytesOf)) {
    if (!found.length || bytes + update.length > MOST_BYTES) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1).push(update);
    bytes += update.length;
  }
  return found.map((some) => base64Of(some.length > 1 ? mergeUpdates(some) : some[0]));
}

export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

export function fold(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
