// The small editor of a cell: the links between two entities, their type, direction, strength and evidence.

import { inOrder } from "../chart/making.js";
import { evidenceOf, step } from "../chart_model.js";
import { citingSteps, different, newLink } from "./making.js";
import { filled, shape } from "./texts.js";

export class PairEditor {
  constructor(dialog, { model, words, say }) {
    Object.assign(this, { dialog, model, words, say });
    this.form = dialog.querySelector("form");
    this.list = dialog.querySelector("[data-list]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
    dialog.querySelector("[data-more]").addEventListener("click", () => this.#more());
    dialog.querySelector("[data-cancel]").addEventListener("click", () => this.close());
    dialog.addEventListener("close", () => this.from?.isConnected && this.from.focus());
  }

  /** Open on a pair; the focus comes back to `from`. */
  open(pair, from) {
    Object.assign(this, { pair, from });
    this.dialog.querySelector("[data-names]").textContent = filled(this.say.pair, { first: pair.first.label, second: pair.second.label });
    this.list.replaceChildren(...pair.links.map((link) => this.#part(link)));
    if (!pair.links.length) this.#more();
    this.dialog.showModal();
    this.#beside(from);
    this.list.querySelector("select").focus();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** Beside the cell where the screen has room, else in the middle. */
  #beside(cell) {
    const { style } = this.dialog;
    for (const side of ["margin", "left", "top"]) style.removeProperty(side);
    if (innerWidth < 900) return;
    const at = cell.getBoundingClientRect();
    const own = this.dialog.getBoundingClientRect();
    const left = at.right + 12 + own.width < innerWidth ? at.right + 12 : at.left - 12 - own.width;
    style.margin = "0";
    style.left = `${Math.max(8, Math.min(left, innerWidth - own.width - 8))}px`;
    style.top = `${Math.max(8, Math.min(at.top - 40, innerHeight - own.height - 8))}px`;
  }

  #more() {
    const { first, second } = this.pair;
    const type = this.form.dataset.type || inOrder(this.words.linkTypes)[0][0];
    this.list.append(this.#part(newLink({ source: first.id, target: second.id, type }, this.words), true));
    this.list.lastElementChild.querySelector("select").focus();
  }

  #part(link, fresh = false) {
    const part = shape("pair-link");
    part.dataset.link = link.id;
    part.dataset.fresh = fresh ? "yes" : "";
    const field = (name) => part.querySelector(`[name="${name}"]`);
    const { first, second } = this.pair;
    for (const option of field("way").options) option.textContent = filled(this.say[option.value], { first: first.label, second: second.label });
    field("type").value = link.type;
    field("way").value = wayOf(link, first.id);
    field("strength").value = link.strength;
    field("assessed").checked = link.assessed;
    const cited = evidenceOf(link);
    for (const box of part.querySelectorAll('[name="evidence"]')) box.checked = cited.includes(box.value);
    if (fresh) field("type").addEventListener("change", () => {
      field("way").value = this.words.linkTypes[field("type").value].directed ? "there" : "undirected";
    });
    part.querySelector("[data-drop]").addEventListener("click", () => {
      part.remove();
      (this.list.querySelector("select") ?? this.dialog.querySelector("[data-more]")).focus();
    });
    return part;
  }

  #keep() {
    const parts = [...this.list.querySelectorAll("[data-link]")];
    const left = new Set(parts.map((part) => part.dataset.link));
    const gone = this.pair.links.filter((link) => !left.has(link.id)).map((link) => step("remove_link", { id: link.id }));
    const steps = [...gone, ...parts.flatMap((part) => this.#steps(part))];
    this.close();
    if (steps.length) this.model.act(...steps);
  }

  #steps(part) {
    const field = (name) => part.querySelector(`[name="${name}"]`);
    const { first, second } = this.pair;
    const reports = [...part.querySelectorAll('[name="evidence"]:checked')].map((box) => box.value);
    const fields = { type: field("type").value, strength: field("strength").value, assessed: field("assessed").checked, ...endsOf(field("way").value, first.id, second.id) };
    if (part.dataset.fresh) {
      this.form.dataset.type = fields.type;
      const link = newLink({ ...fields, id: part.dataset.link }, this.words);
      return [step("add_link", { link: { ...link, cards: citingSteps(link, reports).map((one) => one.payload.card) } })];
    }
    const link = this.model.links.get(part.dataset.link);
    if (!link) return [];
    if (fields.direction === "none" || fields.direction === "both") Object.assign(fields, { source: link.source, target: link.target });
    const changes = different(link, fields);
    return [...(Object.keys(changes).length ? [step("edit_link", { id: link.id, changes })] : []), ...citingSteps(link, reports)];
  }
}

function wayOf(link, first) {
  if (link.direction !== "forward") return link.direction === "both" ? "both" : "undirected";
  return link.source === first ? "there" : "back";
}

function endsOf(way, first, second) {
  if (way === "back") return { direction: "forward", source: second, target: first };
  return { direction: { there: "forward", undirected: "none", both: "both" }[way], source: first, target: second };
}
