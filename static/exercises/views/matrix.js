// The association matrix: the chart as a triangle of cells, entities down the diagonal. Editable by keys.
// Only cells with a mark are elements of the page; the lines between are a pattern, so that a chart of
// hundreds of entities stays quick. The cell under the keys is made when it is reached.

import { digits } from "../../components/digits.js";
import { evidenceOf } from "../chart_model.js";
import { emptied, nextMark, nextMember } from "./matrix_acts.js";
import { MatrixGrid } from "./matrix_grid.js";
import { block, ordered } from "./order.js";
import { PairEditor } from "./pair_editor.js";
import { byStrength } from "./signs.js";
import { filled, texts } from "./texts.js";

export class MatrixView {
  constructor(root, { model, words, choose, editable }) {
    Object.assign(this, { root, model, words, tell: choose, editable });
    this.say = texts(root);
    this.order = [];
    this.pairs = new Map();
    this.grid = new MatrixGrid(root.querySelector("[data-frame]"), {
      words, describe: (row, column) => this.#describe(row, column), moved: (row, column) => this.#moved(row, column), act: (name) => this.#act(name),
    });
    this.editor = editable ? new PairEditor(root.querySelector("[data-pair]"), { model, words, say: this.say }) : null;
    this.#listen();
  }

  show() {
    this.grid.fit();
  }

  hide() {
    this.editor?.close();
  }

  sync(model) {
    this.model = model;
    this.#order();
    this.#pair();
    this.grid.draw(this.order.map((one) => this.#line(one)), this.pairs);
    this.root.querySelector("[data-empty]").hidden = this.order.length > 0;
    this.root.querySelector("[data-filled]").hidden = this.order.length === 0;
    this.#foot();
  }

  /** Point at an entity's line, or at the cell of a link. */
  choose(id) {
    const link = this.model.links.get(id);
    const ends = link ? [link.source, link.target] : [id, id];
    const [column, row] = ends.map((end) => this.places?.get(end)).sort((one, other) => one - other);
    if (row === undefined || Number.isNaN(row)) return;
    this.grid.point(row, column);
    this.#foot();
  }

  /** Dim what a filter leaves out. */
  emphasise(state) {
    this.grid.emphasise(state, this.order, this.pairs);
  }

  #order() {
    const counts = new Map();
    for (const link of this.model.links.values()) {
      for (const end of [link.source, link.target]) counts.set(end, (counts.get(end) ?? 0) + 1);
    }
    this.counts = counts;
    const how = this.root.querySelector("[data-order]").value;
    this.order = ordered(this.model.entities.values(), this.words, how, (id) => counts.get(id) ?? 0);
    this.places = new Map(this.order.map((one, at) => [one.id, at]));
  }

  #pair() {
    this.pairs = new Map();
    for (const link of this.model.links.values()) {
      const [column, row] = [this.places.get(link.source), this.places.get(link.target)].sort((one, other) => one - other);
      if (row === undefined) continue;
      const key = `${row}:${column}`;
      if (this.pairs.has(key)) this.pairs.get(key).push(link);
      else this.pairs.set(key, [link]);
    }
    for (const links of this.pairs.values()) links.sort(byStrength);
  }

  #line(entity) {
    const count = this.counts.get(entity.id) ?? 0;
    return { id: entity.id, label: entity.label, type: this.words.entityTypes[entity.type]?.label ?? entity.type, block: block(entity.type), count, spoken: filled(this.say.counted, { name: entity.label, count: digits(count) }) };
  }

  at(row, column) {
    return { first: this.order[column], second: this.order[row], links: this.pairs.get(`${row}:${column}`) ?? [] };
  }

  /** What a cell says to those who hear it. */
  #describe(row, column) {
    const { first, second, links } = this.at(row, column);
    const names = filled(this.say.pair, { first: first.label, second: second.label });
    return `${names}: ${links.length ? links.map((link) => this.#linkWords(link)).join("; ") : this.say.none}`;
  }

  #linkWords(link) {
    const from = this.model.entities.get(link.source)?.label;
    const to = this.model.entities.get(link.target)?.label;
    const cited = evidenceOf(link);
    const words = filled(this.say.link, { from, to, type: link.label || (this.words.linkTypes[link.type]?.label ?? link.type), strength: this.words.strengths[link.strength] });
    return cited.length ? `${words} (${cited.join(", ")})` : words;
  }

  #moved(row, column) {
    const { first, links } = this.at(row, column);
    if (row === column) this.tell(first.id);
    else if (links.length) this.tell(links[0].id);
    else this.tell(null);
    this.#foot();
  }

  #foot() {
    const [row, column] = this.grid.caret ?? [];
    const here = this.order.length && row !== undefined && row !== column;
    const words = this.root.querySelector("[data-here]");
    words.textContent = here ? this.#describe(row, column) : row !== undefined && this.order[row] ? this.#line(this.order[row]).spoken : this.say.hint;
    for (const button of this.root.querySelectorAll("[data-cell-act]")) button.disabled = !here;
  }

  #act(name) {
    const [row, column] = this.grid.caret ?? [];
    if (row === undefined) return;
    if (row === column) {
      if (name === "open") this.tell(this.order[row].id, { focus: true });
      return;
    }
    const pair = this.at(row, column);
    if (!this.editable) return;
    if (name === "open") this.editor.open(pair, this.grid.cell(row, column));
    else {
      const type = this.root.querySelector("[data-new-type]").value;
      const steps = { next: () => nextMark(pair, type, this.words), member: () => nextMember(pair, this.words), empty: () => emptied(pair) }[name]();
      if (!steps.length) return;
      this.model.act(...steps);
      const now = this.at(row, column);
      this.tell(now.links[0]?.id ?? null);
      this.root.querySelector("[data-heard]").textContent = this.#describe(row, column);
    }
  }

  #listen() {
    this.root.querySelector("[data-order]").addEventListener("change", () => this.sync(this.model));
    for (const button of this.root.querySelectorAll("[data-cell-act]")) {
      button.addEventListener("click", () => {
        this.#act(button.dataset.cellAct);
        if (button.dataset.cellAct !== "open") this.grid.focus();
      });
    }
    for (const [name, on] of [["beforeprint", true], ["afterprint", false]]) {
      addEventListener(name, () => this.root.hidden || !this.order.length || this.grid.print(on));
    }
    new ResizeObserver(() => this.grid.fit()).observe(this.root);
  }
}
