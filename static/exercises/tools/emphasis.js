// What the tools point out on every view: dimmed by a filter, lit by a search or a path, shaded by a measure.
// Nothing of it changes the chart.

/** Tells "change" with {dim: Set, lit: Set, shade: Map of id to 1..5 or "c1".."c8"} as its detail. */
export class Emphasis extends EventTarget {
  constructor() {
    super();
    this.filtered = new Set();
    this.spot = null;
    this.lit = new Set();
    this.shade = new Map();
    this.measure = null;
  }

  /** Ids that a filter leaves out. */
  filter(ids) {
    this.filtered = ids;
    this.#tell();
  }

  /** Ids that stand out; `alone`: all others are dimmed. Null: nothing stands out. */
  point(ids, { alone = false } = {}) {
    this.lit = ids ?? new Set();
    this.spot = ids && alone ? ids : null;
    this.#tell();
  }

  /** Steps of shading by id, and the measure behind them: {label, values, text} or null. */
  paint(shade, measure = null) {
    Object.assign(this, { shade, measure });
    this.#tell();
  }

  /** The state for a model: with a spotlight, whatever is outside it is dimmed, and nothing inside. */
  of(model) {
    const dim = this.spot ? new Set([...model.entities.keys(), ...model.links.keys()].filter((id) => !this.spot.has(id))) : new Set(this.filtered);
    return { dim, lit: this.lit, shade: this.shade, measure: this.measure };
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
