// The keyboard's way through the agenda: among items by arrow keys, an item picked up, moved,
// resized and dropped, every step said to screen readers.

import { QUARTER, resized, shifted } from "./times.js";
import { spanWords, words } from "./words.js";
import { placeWords } from "./item_face.js";

const ALONG = { ArrowLeft: -1, ArrowRight: 1 };
const DOWN = { ArrowUp: -1, ArrowDown: 1 };

export class Keys {
  /**
   * @param {HTMLElement} stage
   * @param {import("./agenda.js").Agenda} agenda
   * @param {{view: () => object, say: Function, may: Function, preview: Function, check: Function,
   *   save: Function, copy: Function, remove: Function, undo: Function, redo: Function,
   *   open: Function, help: Function}} hands what the editor does for a key
   */
  constructor(stage, agenda, hands) {
    Object.assign(this, { stage, agenda, hands, held: null });
    stage.addEventListener("keydown", (event) => this.#key(event));
    stage.addEventListener("focusin", (event) => this.#rove(event.target.closest("[data-item]")));
    stage.addEventListener("focusout", (event) => {
      if (this.held && !stage.contains(event.relatedTarget) && event.relatedTarget) this.putBack();
    });
    document.addEventListener("keydown", (event) => this.#anywhere(event));
  }

  /** One stop for the Tab key; called after every drawing. */
  settle() {
    const boxes = [...this.stage.querySelectorAll("[data-item]")];
    const stop = boxes.find((box) => box.dataset.item === this.last) ?? boxes[0];
    for (const box of boxes) box.tabIndex = box === stop ? 0 : -1;
  }

  #rove(box) {
    if (!box) return;
    this.last = box.dataset.item;
    for (const other of this.stage.querySelectorAll('[data-item][tabindex="0"]')) if (other !== box) other.tabIndex = -1;
    box.tabIndex = 0;
  }

  #anywhere(event) {
    if (this.held && event.target === document.body) return this.#handle(event, this.held.item);
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, dialog");
    if (typing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ") {
      event.preventDefault();
      if (this.held) this.putBack();
      else if (event.shiftKey) this.hands.redo();
      else this.hands.undo();
    } else if (event.key === "?") {
      event.preventDefault();
      this.hands.help();
    }
  }

  #key(event) {
    const box = event.target.closest("[data-item]");
    const item = box && this.agenda.item(box.dataset.item);
    if (item) this.#handle(event, item, box);
  }

  /** A key for an item. While one is held, keys count for it even where its box is drawn anew. */
  #handle(event, item, box = null) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.held ? this.#whileHeld(event, item) : this.#whileFree(event, item, box);
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  }

  #whileFree(event, item, box) {
    const { key, shiftKey } = event;
    if (shiftKey && key in DOWN) return () => this.#resizeAtOnce(item, DOWN[key] * QUARTER);
    if (key in DOWN || key in ALONG || key === "Home" || key === "End") return () => this.#go(key, item, box);
    if (key === " ") return () => this.#pickUp(item);
    if (key === "Enter") return () => this.hands.open(item);
    if (key === "Delete" || key === "Backspace") return () => this.hands.may(item) && this.hands.remove(item);
    if (event.code === "KeyC") return () => this.hands.copy(item);
    return null;
  }

  #whileHeld(event) {
    const { key, shiftKey } = event;
    if (key === "Escape") return () => this.putBack();
    if (key === " " || key === "Enter") return () => this.#drop();
    if (shiftKey && key in DOWN) return () => this.#show(resized(this.held.patch, DOWN[key] * QUARTER));
    if (key in DOWN) return () => this.#show(shifted(this.held.patch, DOWN[key] * QUARTER));
    if (key in ALONG) return () => this.#along(ALONG[key] * this.#direction());
    return key === "Tab" ? () => {} : null;
  }

  /** 1 where the next place is to the right, -1 on right-to-left pages. */
  #direction() {
    return getComputedStyle(this.stage).direction === "rtl" ? -1 : 1;
  }

  #pickUp(item) {
    if (!this.hands.may(item)) return;
    const { day, from, until, track, room_id, trainer_ids } = item;
    this.held = { item, patch: { day, from, until, track, room_id, trainer_ids } };
    this.hands.preview(item, this.held.patch, null);
    this.hands.say(words("picked", { title: item.title, when: spanWords(item) }));
  }

  #along(by) {
    const whole = { ...this.held.item, ...this.held.patch };
    const next = this.hands.view().step(whole, by);
    if (next) this.#show(next);
    else this.hands.say(words("noFurther"));
  }

  #show(change) {
    const { item } = this.held;
    this.held.patch = { ...this.held.patch, ...change };
    const { patch } = this.held;
    this.hands.preview(item, patch, null);
    const place = placeWords({ ...item, ...patch }, this.agenda);
    const day = this.agenda.day(patch.day)?.name ?? patch.day;
    this.where = words(place ? "atPlace" : "at", { day, when: spanWords(patch), place });
    this.hands.say(this.where);
    this.hands.check(item, patch, (clashes) => {
      if (this.held?.patch !== patch) return;
      this.hands.preview(item, patch, clashes);
      if (clashes.length) this.hands.say(words("clashAt", { where: this.where, sentence: clashes[0].sentence }));
    });
  }

  #drop() {
    const { item, patch } = this.held;
    this.held = null;
    this.hands.say(words("dropped", { title: item.title, when: spanWords(patch) }));
    this.hands.save(item, patch);
  }

  putBack() {
    if (!this.held) return;
    const { item } = this.held;
    this.held = null;
    this.hands.preview(null);
    this.hands.say(words("putBack", { title: item.title, when: spanWords(item) }));
  }

  #resizeAtOnce(item, by) {
    if (!this.hands.may(item)) return;
    const span = resized(item, by);
    if (span.until === item.until) return;
    this.hands.say(spanWords(span));
    this.hands.save(item, { day: item.day, ...span });
  }

  /** To another item: up and down in its column, left and right to the nearest in time. */
  #go(key, item, box) {
    const columns = this.hands.view().columns().filter((column) => column.length);
    const at = columns.findIndex((column) => column.some((one) => one.id === item.id));
    let to = null;
    if (key in DOWN) {
      const column = columns[at] ?? [];
      to = column[column.findIndex((one) => one.id === item.id) + DOWN[key]];
    } else if (key in ALONG) {
      to = nearest(columns, at, ALONG[key] * this.#direction(), item);
    } else {
      to = key === "Home" ? columns[0]?.[0] : columns.at(-1)?.at(-1);
    }
    if (to) this.#focus(to.id, box);
  }

  #focus(id, near) {
    const boxes = this.hands.view().elements(id);
    const x = near.getBoundingClientRect().left;
    boxes.sort((a, b) => Math.abs(a.getBoundingClientRect().left - x) - Math.abs(b.getBoundingClientRect().left - x));
    boxes[0]?.focus();
  }
}

/** The item of the next column that is nearest in time; items that stand in both are passed over. */
function nearest(columns, at, step, item) {
  for (let column = at + step; column >= 0 && column < columns.length; column += step) {
    if (columns[column].some((one) => one.id === item.id)) continue;
    return [...columns[column]].sort((a, b) => Math.abs(a.from - item.from) - Math.abs(b.from - item.from))[0];
  }
  return null;
}
