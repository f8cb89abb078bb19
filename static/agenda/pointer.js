// Moving, resizing and copying by mouse or finger in the days view. A finger holds an item for a
// moment first, so that scrolling stays scrolling.

import { QUARTER, resized, snap } from "./times.js";

const NEAR = 4;
const HOLD = 350;
const EDGE = 48;

/**
 * @param {import("./days_view.js").DaysView} view
 * @param {{may: (item: object) => boolean, moving: Function, dropped: Function, cancelled: Function}} tell
 *   moving(item, patch, copy), dropped(item, patch, copy), cancelled(item)
 */
export class Pointer {
  constructor(view, agenda, tell) {
    Object.assign(this, { view, agenda, tell, held: null });
    this.away = new AbortController();
    const { signal } = this.away;
    view.stage.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    addEventListener("pointermove", (event) => this.#move(event), { signal });
    addEventListener("pointerup", (event) => this.#up(event), { signal });
    addEventListener("pointercancel", () => this.cancel(), { signal });
    addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    addEventListener("keyup", (event) => this.#switch(event, false), { signal });
    addEventListener("touchmove", (event) => this.held?.ready && event.preventDefault(), { signal, passive: false });
    addEventListener("contextmenu", (event) => this.held && event.preventDefault(), { signal });
  }

  leave() {
    this.cancel();
    this.away.abort();
  }

  #down(event) {
    const box = event.target.closest("[data-item]");
    const item = box && this.agenda.item(box.dataset.item);
    if (!item || event.button !== 0 || !event.isPrimary) return;
    this.held = {
      item,
      resize: Boolean(event.target.closest(".grip")),
      grab: this.view.minute(event.clientY) - item.from,
      x: event.clientX,
      y: event.clientY,
      copy: copies(event),
      ready: event.pointerType === "mouse",
      moved: false,
      patch: null,
    };
    if (this.held.ready) return;
    const { held } = this;
    held.timer = setTimeout(() => {
      held.ready = this.tell.may(item);
      if (!held.ready) return this.cancel();
      box.classList.add("drag");
    }, HOLD);
  }

  #move(event) {
    const { held } = this;
    if (!held || !event.isPrimary) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > NEAR;
    if (!held.ready) {
      if (far) this.cancel();
      return;
    }
    if (!held.moved && !far) return;
    if (!held.moved && !this.tell.may(held.item)) return this.cancel();
    event.preventDefault();
    getSelection().removeAllRanges();
    held.moved = true;
    Object.assign(held, { at: [event.clientX, event.clientY], copy: copies(event) });
    this.#scroll();
    this.#show();
  }

  #show() {
    const { held } = this;
    const [x, y] = held.at;
    const patch = held.resize
      ? { day: held.item.day, ...resized(held.item, snap(this.view.minute(y) - held.item.until + QUARTER / 2)) }
      : this.view.spot(x, y, held.item, held.grab);
    const copy = held.copy && !held.resize;
    if (JSON.stringify([patch, copy]) === held.last) return;
    Object.assign(held, { patch, last: JSON.stringify([patch, copy]) });
    this.tell.moving(held.item, patch, copy);
  }

  #up(event) {
    const { held } = this;
    if (!held || !event.isPrimary) return;
    clearTimeout(held.timer);
    this.held = null;
    if (!held.moved) return;
    this.tell.dropped(held.item, held.patch, held.copy && !held.resize);
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
  }

  #key(event) {
    if (!this.held) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.cancel();
    } else {
      this.#switch(event, true);
    }
  }

  /** A key that turns moving into copying was pressed or let go. */
  #switch(event, copy) {
    if (!this.held?.moved || !["Control", "Alt", "Meta"].includes(event.key)) return;
    this.held.copy = copy;
    this.#show();
  }

  cancel() {
    const { held } = this;
    if (!held) return;
    clearTimeout(held.timer);
    this.held = null;
    if (held.moved || held.ready) this.tell.cancelled(held.item);
  }

  /** Near the window's edge the page follows. */
  #scroll() {
    if (this.scrolling) return;
    this.scrolling = requestAnimationFrame(() => {
      this.scrolling = null;
      const y = this.held?.at?.[1];
      if (y === undefined) return;
      const by = y < EDGE ? y - EDGE : y > innerHeight - EDGE ? y - innerHeight + EDGE : 0;
      if (!by) return;
      scrollBy(0, by / 3);
      this.#show();
      this.#scroll();
    });
  }
}

const copies = (event) => event.ctrlKey || event.altKey || event.metaKey;

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
