// The drawing by keys alone. Keys work while the drawing has the focus; every drag has a key.

import { step } from "../chart_model.js";
import { nextIn, wayOf } from "./walking.js";

const NUDGE = 10;

export class Keys {
  /** @param {import("../chart_view.js").ChartView} view */
  constructor(view) {
    this.view = view;
    this.turn = 0;
    view.box.addEventListener("keydown", (event) => this.#key(event));
    view.box.addEventListener("blur", () => view.hands.settle());
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#done(event)) event.preventDefault();
  }

  #done(event) {
    const way = wayOf(event.key);
    if (way) return this.#arrow(way, event.shiftKey);
    const { view } = this;
    const named = {
      Enter: () => this.#enter(), Escape: () => this.#escape(), Home: () => this.#goTo(0), End: () => this.#goTo(-1),
      PageDown: () => this.#along(1), PageUp: () => this.#along(-1), "+": () => view.surface.zoom(1.25), "=": () => view.surface.zoom(1.25),
      "-": () => view.surface.zoom(0.8), 0: () => view.fit(), " ": () => this.#pick(),
    }[event.key];
    if (named) return named() !== false;
    if (view.hands.linking && event.key.length === 1 && event.key !== "?") {
      view.hands.askEnd();
      return true;
    }
    const letter = { KeyF: () => view.fit(), KeyN: () => this.#nextLink(), KeyL: () => this.#link(), KeyA: () => this.#add(), KeyG: () => this.#box(), Delete: () => this.#remove(), Backspace: () => this.#remove() }[event.code];
    return letter ? letter() !== false : false;
  }

  get #chosen() {
    return this.view.state.chosen;
  }

  /** Arrows go from one to the next; with Shift they move what is chosen. */
  #arrow(way, shift) {
    const { view } = this;
    if (view.hands.linking) view.hands.aim(way);
    else if (shift) this.#nudge(way);
    else this.#walk(way);
    return true;
  }

  #nudge([wx, wy]) {
    const { view } = this;
    const ids = view.state.picked.size ? [...view.state.picked] : this.#chosen ? [this.#chosen] : [];
    if (view.editable && ids.length) view.hands.nudge(ids, wx * NUDGE, wy * NUDGE);
  }

  #walk(way) {
    const { view } = this;
    const edge = view.scene.edges.get(this.#chosen);
    const from = view.scene.nodes.get(this.#chosen) ?? (edge && view.scene.path(edge).middle);
    if (!from) {
      this.#goTo(0);
      return;
    }
    const among = edge ? [edge.source, edge.target].map((id) => view.scene.nodes.get(id)) : view.scene.nodes.values();
    const next = nextIn(among, from, way, this.#chosen);
    if (next) this.#go(next.id);
    else view.say(view.words.say.noFurther);
  }

  #goTo(at) {
    const id = [...this.view.scene.nodes.keys()].at(at);
    if (id) this.#go(id);
    else this.view.say(this.view.words.say.emptyChart);
  }

  #along(by) {
    const ids = [...this.view.scene.nodes.keys()];
    if (ids.length) this.#go(ids.at((ids.indexOf(this.#chosen) + by + ids.length) % ids.length));
  }

  /** Through the links of the chosen entity, and on through those of the same one. */
  #nextLink() {
    const { view } = this;
    const here = view.scene.edges.has(this.#chosen) ? this.base : this.#chosen;
    const ids = [...(view.scene.ends.get(here) ?? [])].map((edge) => edge.id);
    if (!ids.length) {
      view.say(view.words.say.noLinks);
      return;
    }
    if (here !== this.base) this.turn = -1;
    this.base = here;
    this.turn = (this.turn + 1) % ids.length;
    this.#go(ids[this.turn], true);
  }

  #go(id, keep = false) {
    const { view } = this;
    if (!keep) this.base = null;
    view.state.picked.clear();
    view.tell(id);
    view.reveal(id);
    view.tellOf(id);
  }

  #enter() {
    const { view } = this;
    if (view.hands.linking) view.hands.end();
    else if (this.#chosen) view.tell(this.#chosen, { focus: true });
  }

  #escape() {
    const { view } = this;
    if (view.hands.linking) {
      view.hands.stop();
      view.say(view.words.say.linkLeft);
    } else {
      view.state.picked.clear();
      view.tell(null);
    }
  }

  #pick() {
    const { view } = this;
    if (!view.scene.nodes.has(this.#chosen)) return;
    view.hands.toggle(this.#chosen);
    view.say(view.words.say.picked.replace("{count}", view.state.picked.size));
  }

  #link() {
    const { view } = this;
    if (view.editable && view.scene.nodes.has(this.#chosen)) view.hands.begin(this.#chosen);
  }

  #add() {
    const { view } = this;
    if (!view.editable) return;
    const at = view.freePlace();
    view.making.askEntity(at, view.surface.onPage(...at));
  }

  #box() {
    const { view } = this;
    const ids = view.state.picked.size ? [...view.state.picked] : [this.#chosen];
    if (view.editable) view.making.box(ids.filter(Boolean));
  }

  #remove() {
    const { view } = this;
    if (!view.editable || !this.#chosen) return;
    view.model.act(...removing(view.state.picked.size ? [...view.state.picked] : [this.#chosen], view.model));
  }
}

/** Steps that take things off the chart, whatever they are. */
export function removing(ids, model) {
  return ids.map((id) => {
    if (model.entities.has(id)) return step("remove_entity", { id });
    return model.links.has(id) ? step("remove_link", { id }) : step("remove_group", { id });
  });
}
