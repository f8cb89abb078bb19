// Find linked and find path: what is within so many links of one entity, and the ways between two.

import { digits } from "../../components/digits.js";
import { alphabet } from "../views/order.js";
import { filled, made } from "../views/texts.js";
import { ask } from "./asking.js";
import { linked, shortest } from "./graph.js";
import { fill, offer } from "./results.js";

export class PathTool {
  constructor(root, context) {
    Object.assign(this, { root, ...context });
    this.form = root.querySelector("form");
    this.list = root.querySelector("ol");
    this.note = root.querySelector("[data-note]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go();
    });
    this.form.addEventListener("change", () => this.#parts());
    root.querySelector("[data-clear]").addEventListener("click", () => this.#empty());
  }

  first() {
    return this.form.elements.namedItem("how");
  }

  sync(model) {
    this.model = model;
    const entities = [...model.entities.values()].sort((one, other) => alphabet(one.label, other.label));
    const { from, to } = this.form.elements;
    const started = from.options.length > 0;
    offer(from, entities, started ? null : this.chosen());
    offer(to, entities);
    if (!started && to.value === from.value && to.options.length > 1) to.selectedIndex = from.selectedIndex ? 0 : 1;
    this.#parts();
  }

  #parts() {
    const how = this.form.elements.namedItem("how").value;
    for (const part of this.form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(how);
    const { way } = this.form.elements;
    if (way.selectedOptions[0].hidden) way.value = "any";
    this.form.querySelector("button").disabled = this.model.entities.size < 2;
  }

  #empty() {
    this.list.replaceChildren();
    this.note.textContent = "";
    this.emphasis.point(null);
  }

  async #go() {
    const { how, from, to, way, depth, filter } = Object.fromEntries(new FormData(this.form));
    const leave = filter ? (id) => this.leave(id) && id !== from && id !== to : undefined;
    this.#empty();
    if (how === "linked") {
      this.#linked(from, linked(this.model, from, Number(depth), way, leave));
    } else if (from === to) {
      this.note.textContent = this.say.twoEnds;
    } else if (how === "shortest") {
      const path = shortest(this.model, from, to, way === "against" ? "any" : way, leave);
      this.#paths(path ? [path] : []);
    } else {
      await this.#all({ from, to, way, depth }, leave);
    }
  }

  #linked(from, ids) {
    const entities = [...ids].filter((id) => this.model.entities.has(id));
    this.note.textContent = this.say.linked.replace("{count}", digits(entities.length - 1));
    fill(this.list, entities.filter((id) => id !== from).map((id) => ({ id, text: this.model.entities.get(id).label })), this.choose);
    this.emphasis.point(ids, { alone: true });
  }

  async #all({ from, to, way, depth }, leave) {
    this.note.textContent = this.say.asking;
    const found = await ask(this.address, "paths", { ...(leave ? this.wanted() : {}), from, to, way, depth });
    if (!found) {
      this.note.textContent = this.say.offline;
      return;
    }
    this.#paths(found.paths.map((path) => woven(path, leave)).filter(Boolean), !found.complete);
  }

  /** Paths as lists of ids, entities and links in turn. */
  #paths(paths, more = false) {
    const known = paths.filter((path) => path.every((id) => this.model.item(id)));
    this.note.textContent = known.length ? this.say[more ? "pathsMore" : "paths"].replace("{count}", digits(known.length)) : this.say.noPath;
    this.list.replaceChildren(...known.map((path) => this.#path(path)));
    if (known.length) this.emphasis.point(new Set(known[0]), { alone: true });
  }

  #path(path) {
    const words = path.map((id) => this.#piece(id));
    const button = made("button", { type: "button", class: "hit" }, ...words.flatMap((word, at) => (at ? [" ", word] : [word])), made("small", {}, this.say.steps.replace("{count}", digits((path.length - 1) / 2))));
    button.addEventListener("click", () => this.emphasis.point(new Set(path), { alone: true }));
    return made("li", {}, button);
  }

  #piece(id) {
    const entity = this.model.entities.get(id);
    if (entity) return made("bdi", {}, entity.label);
    const link = this.model.links.get(id);
    return made("span", { class: "muted" }, filled(this.say.by, { type: link.label || (this.words.linkTypes[link.type]?.label ?? link.type) }));
  }
}

/** A path of the server as ids in turn; a step is taken by a link that is shown. Null where there is none. */
function woven({ entities, links }, leave = () => false) {
  const taken = links.map((step) => step.find((id) => !leave(id)));
  if (entities.some(leave) || taken.includes(undefined)) return null;
  return entities.flatMap((id, at) => (at ? [taken[at - 1], id] : [id]));
}
