// The chart in the browser: the same steps as on the server, applied at once, each with its way back.

/** Entities and links by id; every change comes as a step {kind, payload}. */
export class ChartModel extends EventTarget {
  constructor(chart) {
    super();
    this.entities = new Map(chart.entities.map((one) => [one.id, one]));
    this.links = new Map(chart.links.map((one) => [one.id, one]));
    this.past = [];
    this.future = [];
    this.save = () => {};
  }

  /** Do steps as one act that can be undone as one. */
  act(...steps) {
    const back = [];
    const done = [];
    for (const step of steps) {
      const way = this.wayBack(step);
      if (!way) continue;
      back.unshift(...way);
      this.#apply(step);
      done.push(step);
    }
    if (!done.length) return;
    this.past.push({ steps: done, back });
    this.future = [];
    this.#tell("act", done);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return;
    for (const step of last.back) this.#apply(step);
    this.future.push(last);
    this.#tell("undo", last.back);
  }

  redo() {
    const next = this.future.pop();
    if (!next) return;
    for (const step of next.steps) this.#apply(step);
    this.past.push(next);
    this.#tell("redo", next.steps);
  }

  linksOf(id) {
    return [...this.links.values()].filter((link) => link.source === id || link.target === id);
  }

  /** The entity that has this name or number, by any of its names. */
  named(words) {
    const wanted = fold(words);
    return [...this.entities.values()].find((one) => [one.label, ...one.aliases].some((name) => fold(name) === wanted));
  }

  /** Steps that undo a step, or null where the step changes nothing. */
  wayBack({ kind, payload }) {
    const { id } = payload;
    const entity = this.entities.get(id);
    const link = this.links.get(id);
    const ways = {
      add_entity: () => (this.entities.has(payload.entity.id) ? null : [step("remove_entity", { id: payload.entity.id })]),
      add_link: () => (this.links.has(payload.link.id) ? null : [step("remove_link", { id: payload.link.id })]),
      edit_entity: () => entity && [step("edit_entity", { id, changes: asItWas(entity, payload.changes) })],
      edit_link: () => link && [step("edit_link", { id, changes: asItWas(link, payload.changes) })],
      remove_entity: () => entity && [step("add_entity", { entity }), ...this.linksOf(id).map((one) => step("add_link", { link: one }))],
      remove_link: () => link && [step("add_link", { link })],
      move: () => this.#placesBack(payload.places),
    };
    return ways[kind]() ?? null;
  }

  #placesBack(places) {
    const old = places.map(({ id }) => ({ id, at: this.entities.get(id)?.at })).filter((one) => one.at);
    return old.length ? [step("move", { places: old })] : [];
  }

  #apply({ kind, payload }) {
    const { id } = payload;
    if (kind === "add_entity") this.entities.set(payload.entity.id, payload.entity);
    else if (kind === "add_link") this.links.set(payload.link.id, payload.link);
    else if (kind === "edit_entity") this.#edit(this.entities, id, payload.changes);
    else if (kind === "edit_link") this.#edit(this.links, id, payload.changes);
    else if (kind === "remove_link") this.links.delete(id);
    else if (kind === "remove_entity") {
      for (const link of this.linksOf(id)) this.links.delete(link.id);
      this.entities.delete(id);
    } else if (kind === "move") {
      for (const place of payload.places) this.#edit(this.entities, place.id, { at: place.at });
    }
  }

  #edit(things, id, changes) {
    if (things.has(id)) things.set(id, { ...things.get(id), ...changes });
  }

  #tell(how, steps) {
    for (const { kind, payload } of steps) this.save(kind, { schema: 1, ...payload });
    this.dispatchEvent(new CustomEvent("change", { detail: { how, steps } }));
  }
}

export function step(kind, payload) {
  return { kind, payload };
}

function asItWas(thing, changes) {
  return Object.fromEntries(Object.keys(changes).map((name) => [name, thing[name]]));
}

export function fold(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
