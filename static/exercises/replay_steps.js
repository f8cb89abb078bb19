// The steps of a chart one after the other: at any of them the chart is what it was then.

import { ChartModel } from "./chart_model.js";

const EVERY = 50; // steps between two states that are kept, so that going back is quick

export class Steps {
  #kept = new Map();

  /** @param {{update: string}[]} rows in their order */
  constructor(rows, types) {
    this.rows = rows;
    this.types = types;
  }

  get count() {
    return this.rows.length;
  }

  /** A model of the chart after so many steps. */
  at(place) {
    const start = Math.max(0, ...[...this.#kept.keys()].filter((one) => one <= place));
    const model = new ChartModel(start ? { update: this.#kept.get(start) } : {}, this.types);
    for (let next = start; next < place; next += 1) this.go(model, next);
    return model;
  }

  /** Take the model from `place` to the step behind it. Gives what was touched and how it was before. */
  go(model, place) {
    const before = { entities: new Map(model.entities), links: new Map(model.links), groups: new Map(model.groups), grades: new Map(model.grades) };
    let touched = new Set();
    const note = ({ detail }) => {
      touched = detail.touched;
    };
    model.addEventListener("change", note);
    model.receive(this.rows[place].update);
    model.removeEventListener("change", note);
    if ((place + 1) % EVERY === 0 && !this.#kept.has(place + 1)) this.#kept.set(place + 1, model.state());
    return { touched, before };
  }
}

/** What a step did: [what, name] of each thing that it touched; what is added, removed, moved or changed. */
export function whatWasDone({ touched, before }, model, words) {
  const found = [];
  for (const root of ["entities", "links", "groups", "grades"]) {
    for (const id of touched) {
      const [one, two] = [before[root].get(id), model[root].get(id)];
      if (one === two) continue;
      found.push([kindOf(one, two), nameOf(root, id, two ?? one, two ? model : before, words)]);
    }
  }
  if (touched.has("about")) found.push(["changed", words.titleBlock]);
  return found;
}

function kindOf(before, after) {
  if (!before) return "added";
  if (!after) return "removed";
  const rest = ({ at, ...fields }) => JSON.stringify(fields);
  return rest(before) === rest(after) ? "moved" : "changed";
}

function nameOf(root, id, item, chart, words) {
  if (root === "grades") return id;
  if (root !== "links") return item.label;
  const [from, to] = [item.source, item.target].map((end) => chart.entities.get(end)?.label ?? "");
  return `${from} \u2013 ${to}: ${item.label || (words.linkTypes[item.type]?.label ?? item.type)}`;
}
