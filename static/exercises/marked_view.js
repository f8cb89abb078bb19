// The drawing of a marked chart: marks on what was drawn, and what is missing drawn in beside its neighbours.

import { ChartView } from "./chart_view.js";

export class MarkedView extends ChartView {
  constructor(root, shared) {
    super(root, shared);
    this.marks = shared.marks; // {chart, marks, entityMarks, missing} of the page
  }

  /** Nothing changes here: the picture is made once, and anew when the page's colours change. */
  sync(model, _touched, { anew = false } = {}) {
    if (this.made && !anew) return;
    this.made = true;
    this.scene.clear();
    const { entityMarks, missing } = this.marks;
    for (const entity of model.entities.values()) this.putEntity(entity, { mark: entityMarks[entity.id] ?? "" });
    for (const entity of missing.entities) this.putEntity({ id: `?${entity.key}`, type: entity.type, label: entity.label }, { mark: "missing" });
    for (const link of model.links.values()) this.#drawn(link);
    for (const link of missing.links) this.#missing(link);
    this.scene.putBoxes(model.groups.values());
    this.#beside();
    this.fitted = false;
    this.show();
    this.fit();
  }

  has(id) {
    return this.scene.nodes.has(id) || this.scene.edges.has(id);
  }

  /** Lines whose outcome does not fit. */
  except(fits) {
    return new Set([...this.scene.edges.values()].filter((edge) => !fits(edge.mark)).map((edge) => edge.id));
  }

  #drawn(link) {
    const mark = this.marks.marks[link.id] ?? { outcome: "neutral", number: 0 };
    this.putLink(link, { mark: mark.outcome, sign: mark.outcome === "neutral" ? null : mark });
  }

  #missing(link) {
    const end = (drawn, key) => drawn ?? (this.scene.nodes.has(`?${key}`) ? `?${key}` : null);
    const [source, target] = [end(link.source, link.source_key), end(link.target, link.target_key)];
    if (!source || !target) return;
    const sign = { outcome: "missing", number: link.number };
    const line = { id: `?${link.key}`, source, target, strength: link.strength, direction: link.directed ? "forward" : "none", label: link.label };
    this.putLink(line, { mark: "missing", sign });
  }

  #beside() {
    const added = [...this.scene.nodes.values()].filter(({ id }) => id.startsWith("?"));
    const settled = new Set([...this.scene.nodes.keys()].filter((id) => !id.startsWith("?")));
    for (const node of added) {
      const ends = [...this.scene.ends.get(node.id)].map((edge) => (edge.source === node.id ? edge.target : edge.source));
      const near = ends.filter((id) => settled.has(id)).map((id) => this.scene.nodes.get(id));
      const middle = near.length ? { x: mean(near, "x"), y: mean(near, "y") } : { x: node.x, y: node.y };
      this.scene.move(node.id, ...this.#room(middle, settled));
      settled.add(node.id);
    }
  }

  /** The nearest free place round a point. */
  #room({ x, y }, settled) {
    const others = [...settled].map((id) => this.scene.nodes.get(id));
    for (let far = 120; far < 1200; far += 55) {
      for (let turn = 0; turn < 16; turn += 1) {
        const at = [x + Math.cos((turn * Math.PI) / 8) * far * 1.2, y + Math.sin((turn * Math.PI) / 8) * far * 0.8];
        if (others.every((one) => Math.abs(one.x - at[0]) > one.halfWide + 90 || Math.abs(one.y - at[1]) > 90)) return at.map(Math.round);
      }
    }
    return [Math.round(x), Math.round(y + 900)];
  }
}

function mean(nodes, name) {
  return nodes.reduce((sum, node) => sum + node[name], 0) / nodes.length;
}
