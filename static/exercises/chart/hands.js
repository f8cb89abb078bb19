// What mouse and fingers do to the chart, and how a link is drawn, by hand or by keys.

import { step } from "../chart_model.js";
import { Pointer } from "./pointer.js";
import { nextIn } from "./walking.js";

const GRID = 20;

export class Hands {
  /** @param {import("../chart_view.js").ChartView} view */
  constructor(view) {
    this.view = view;
    this.drawing = false; // the tool for links is in hand
    this.snap = false;
    this.moved = new Set();
    this.pointer = new Pointer(view.surface, {
      at: ({ x, y }) => view.scene.at(x, y, view.surface.view.k),
      canDrag: () => view.editable,
      mayDraw: (event, hit) => view.editable && hit.kind === "node" && (this.drawing || event.altKey),
      drag: (id, dx, dy) => this.#drag(id, dx, dy),
      drop: () => this.#drop(),
      tap: (hit, event) => this.#tap(hit, event),
      twice: (place) => this.#twice(place),
      draw: (id, place) => this.#draw(id, place),
      drawn: (place) => this.#drawn(place),
      band: (rect) => this.#band(rect),
      banded: () => this.#banded(),
    });
  }

  /** Take the tool for links into the hand, or put it down. */
  take(on) {
    this.drawing = on;
    this.view.box.dataset.tool = on ? "link" : "select";
    if (!on) this.stop();
  }

  // --- moving ---

  /** What moves with a thing: all that is picked, the members of a box, else itself. */
  #moving(id) {
    const { picked } = this.view.state;
    if (picked.has(id)) return [...picked];
    const box = this.view.scene.boxes.get(id) ?? [...this.view.scene.boxes.values()].find((one) => one.entity === id && one.rect);
    return box ? box.members : [id];
  }

  #drag(id, dx, dy) {
    for (const one of this.#moving(id)) this.#shift(one, dx, dy);
    this.view.scene.fitBoxes();
    this.view.surface.moving();
  }

  #shift(id, dx, dy) {
    const node = this.view.scene.nodes.get(id);
    if (!node) return;
    this.view.scene.move(id, node.x + dx, node.y + dy);
    this.moved.add(id);
  }

  #drop() {
    const round = this.snap ? (at) => Math.round(at / GRID) * GRID : Math.round;
    const places = [...this.moved].map((id) => this.view.scene.nodes.get(id)).filter(Boolean).map((node) => ({ id: node.id, at: [round(node.x), round(node.y)] }));
    this.moved.clear();
    if (places.length) this.view.model.act(step("move", { places }));
  }

  /** Move the chosen things by keys; what was moved is one step once the keys rest. */
  nudge(ids, dx, dy) {
    for (const id of ids.flatMap((one) => this.#moving(one))) this.#shift(id, dx, dy);
    this.view.scene.fitBoxes();
    this.view.surface.moving();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.settle(), 500);
  }

  /** Write down what keys have moved. */
  settle() {
    clearTimeout(this.rest);
    if (this.moved.size) this.#drop();
  }

  // --- choosing ---

  #tap(hit, event) {
    const { view } = this;
    view.box.focus({ preventScroll: true });
    if (this.source && hit?.kind === "node") {
      this.#finish(hit.id);
      return;
    }
    if ((event.shiftKey || event.ctrlKey || event.metaKey) && hit?.kind === "node") {
      this.toggle(hit.id);
      return;
    }
    if (event.shiftKey && !hit) return; // beside the mark while several are chosen
    view.state.picked.clear();
    view.tell(hit?.id ?? null);
  }

  /** Pick one more, or let it go again. */
  toggle(id) {
    const { state } = this.view;
    if (!state.picked.size && this.view.scene.nodes.has(state.chosen) && state.chosen !== id) state.picked.add(state.chosen);
    if (state.picked.has(id)) state.picked.delete(id);
    else state.picked.add(id);
    this.#picked(id);
  }

  #picked(last) {
    const { state } = this.view;
    const first = state.picked.has(last) ? last : ([...state.picked].at(-1) ?? null);
    this.view.tell(first, { picked: [...state.picked] });
    this.view.surface.ask();
  }

  #band(rect) {
    this.view.state.band = rect;
    this.view.surface.ask();
  }

  #banded() {
    const { state, scene } = this.view;
    const { x1, y1, x2, y2 } = state.band;
    state.band = null;
    state.picked = new Set([...scene.nodes.values()].filter((node) => !node.frame && node.x >= x1 && node.x <= x2 && node.y >= y1 && node.y <= y2).map((node) => node.id));
    this.#picked([...state.picked].at(-1));
  }

  #twice(place) {
    const { view } = this;
    if (!view.editable || view.scene.at(place.x, place.y, view.surface.view.k)) return;
    view.making.askEntity([Math.round(place.x), Math.round(place.y)], view.surface.onPage(place.x, place.y));
  }

  // --- links ---

  #draw(id, place) {
    const { scene, state, surface } = this.view;
    const from = scene.nodes.get(id);
    const over = scene.nodeAt(place.x, place.y, surface.view.k);
    this.source = id;
    state.aim = over && over.id !== id ? over.id : null;
    state.draft = { x1: from.x, y1: from.y, x2: place.x, y2: place.y };
    surface.moving();
  }

  #drawn(place) {
    const { scene, surface } = this.view;
    const over = place && scene.nodeAt(place.x, place.y, surface.view.k);
    if (over && over.id !== this.source) this.#finish(over.id);
    else this.stop();
  }

  async #finish(target) {
    const { source, view } = this;
    this.stop();
    if (source === target) return;
    await view.making.link(source, target, view.onPage(target));
  }

  /** Begin a link by keys: arrows or typing choose the other end, Enter draws it. */
  begin(source) {
    const from = this.view.scene.nodes.get(source);
    if (!from) return;
    this.source = source;
    this.view.box.dataset.linking = "yes";
    this.view.say(this.view.words.say.linking.replace("{name}", this.view.model.entities.get(source).label));
  }

  get linking() {
    return this.source ?? null;
  }

  /** The next end in a direction, while a link is begun by keys. */
  aim(way) {
    const { scene, state } = this.view;
    const from = scene.nodes.get(state.aim ?? this.source);
    const next = nextIn(scene.nodes.values(), from, way, this.source);
    if (next) this.aimAt(next.id);
  }

  aimAt(id) {
    const { scene, state, surface } = this.view;
    const [from, to] = [scene.nodes.get(this.source), scene.nodes.get(id)];
    state.aim = id;
    state.draft = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    this.view.reveal(id);
    this.view.tellOf(id);
    surface.ask();
  }

  /** Choose the other end from a list by typing. */
  async askEnd() {
    const id = await this.view.making.askEnd(this.source, this.view.onPage(this.source));
    if (id) await this.#finish(id);
    else this.stop();
  }

  /** Draw to the end that is aimed at. */
  end() {
    if (this.view.state.aim) this.#finish(this.view.state.aim);
    else this.askEnd();
  }

  stop() {
    const { state, surface, box } = this.view;
    this.source = null;
    state.aim = null;
    state.draft = null;
    delete box.dataset.linking;
    surface.ask();
  }
}
