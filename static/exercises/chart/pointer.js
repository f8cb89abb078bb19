// Mouse, pen and fingers on the drawing: choose, drag, draw a link, pan, zoom, choose several.

const SLIP = 4; // pixels that a press may move and still be a press

/**
 * @param {import("./surface.js").Surface} surface
 * @param {object} on  what the drawing does: at(place), drag(id, dx, dy), drop(), tap(hit, event), twice(place),
 *        mayDraw(event, hit), draw(id, place), drawn(place), band(rect), banded(), canDrag()
 */
export class Pointer {
  constructor(surface, on) {
    Object.assign(this, { surface, on, box: surface.box, down: new Map(), act: null });
    const listen = (name, how, options) => this.box.addEventListener(name, how, options);
    listen("pointerdown", (event) => this.#down(event));
    listen("pointermove", (event) => this.#move(event));
    listen("pointerup", (event) => this.#up(event));
    listen("pointercancel", (event) => this.#up(event, true));
    listen("dblclick", (event) => this.on.twice(this.surface.place(event.clientX, event.clientY)));
    listen("wheel", (event) => this.#wheel(event), { passive: false });
  }

  #down(event) {
    if (event.button > 1) return;
    this.box.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.down.size === 2) {
      this.act = { kind: "pinch", ...this.#spread() };
      return;
    }
    const place = this.surface.place(event.clientX, event.clientY);
    const hit = event.button === 1 ? null : this.on.at(place);
    this.act = { kind: "press", hit, from: { x: event.clientX, y: event.clientY }, place, event };
  }

  #begin(event) {
    const { hit, place } = this.act;
    if (hit?.kind === "node" && this.on.mayDraw(event, hit)) this.act = { kind: "draw", id: hit.id };
    else if (hit && hit.kind !== "edge" && this.on.canDrag()) this.act = { kind: "drag", id: hit.id, last: place };
    else if (!hit && event.shiftKey) this.act = { kind: "band", from: place };
    else this.act = { kind: "pan", last: { x: event.clientX, y: event.clientY } };
    this.box.dataset.doing = this.act.kind;
  }

  #move(event) {
    const known = this.down.get(event.pointerId);
    if (!known) {
      this.#hover(event);
      return;
    }
    Object.assign(known, { x: event.clientX, y: event.clientY });
    if (this.act?.kind === "press") {
      const { from } = this.act;
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLIP) return;
      this.#begin(event);
    }
    this.#go(event);
  }

  #go(event) {
    const { act, surface } = this;
    if (!act) return;
    const place = surface.place(event.clientX, event.clientY);
    if (act.kind === "drag") {
      this.on.drag(act.id, place.x - act.last.x, place.y - act.last.y);
      act.last = place;
    } else if (act.kind === "draw") this.on.draw(act.id, place);
    else if (act.kind === "pan") {
      surface.pan(event.clientX - act.last.x, event.clientY - act.last.y);
      act.last = { x: event.clientX, y: event.clientY };
    } else if (act.kind === "band") {
      this.on.band({ x1: Math.min(act.from.x, place.x), y1: Math.min(act.from.y, place.y), x2: Math.max(act.from.x, place.x), y2: Math.max(act.from.y, place.y) });
    } else if (act.kind === "pinch" && this.down.size === 2) this.#pinch();
  }

  #pinch() {
    const now = this.#spread();
    const box = this.box.getBoundingClientRect();
    this.surface.pan(now.x - this.act.x, now.y - this.act.y);
    this.surface.zoom(now.far / this.act.far, now.x - box.left, now.y - box.top);
    Object.assign(this.act, now);
  }

  #spread() {
    const [one, other] = [...this.down.values()];
    return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, far: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)) };
  }

  #up(event, broken = false) {
    if (!this.down.delete(event.pointerId)) return;
    const { act } = this;
    if (act?.kind === "pinch" && this.down.size) return;
    this.act = null;
    delete this.box.dataset.doing;
    const place = this.surface.place(event.clientX, event.clientY);
    if (act?.kind === "press" && !broken) this.on.tap(act.hit, event);
    else if (act?.kind === "drag") this.on.drop();
    else if (act?.kind === "draw") this.on.drawn(broken ? null : place);
    else if (act?.kind === "band") this.on.banded();
    this.surface.settle();
  }

  #hover(event) {
    if (event.pointerType !== "mouse") return;
    const hit = this.on.at(this.surface.place(event.clientX, event.clientY));
    this.box.dataset.over = hit?.kind ?? "";
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.box.getBoundingClientRect();
    const step = event.deltaMode ? event.deltaY * 18 : event.deltaY;
    this.surface.zoom(Math.exp(-Math.max(-60, Math.min(60, step)) / 320), event.clientX - box.left, event.clientY - box.top);
  }
}
