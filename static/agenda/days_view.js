// Days side by side, each with a lane for every track: a grid of our own, because an item for
// everybody has to stand over all lanes of its day.

import { faceClasses, faceNodes, introduce } from "./item_face.js";
import { ownPlace, places } from "./layout.js";
import { DAY, QUARTER, clock, snap } from "./times.js";
import { clockWords, words } from "./words.js";

const LABELS = 30;
const NARROW = 90;

export class DaysView {
  /**
   * @param {HTMLElement} stage where the grid is drawn
   * @param {import("./agenda.js").Agenda} agenda
   * @param {{day: string|null}} options one day, or all of them
   */
  constructor(stage, agenda, { day = null } = {}) {
    Object.assign(this, { stage, agenda, only: day });
    this.boxes = new Map();
    this.shape = "";
  }

  get days() {
    const { days } = this.agenda.state;
    return this.only ? days.filter((one) => one.day === this.only) : days;
  }

  get tracks() {
    return this.agenda.state.tracks;
  }

  /** Draw all items; `preview` {id, patch} shows one where it would be. */
  render(preview = null) {
    const all = this.agenda.items.map((one) => (one.id === preview?.id && !preview.copy ? { ...one, ...preview.patch } : one));
    if (preview?.copy) all.push({ ...this.agenda.item(preview.id), ...preview.patch, id: "copy" });
    const moving = preview && (preview.copy ? "copy" : preview.id);
    const items = all.filter((one) => this.days.some((day) => day.day === one.day));
    this.#build(items);
    const seen = new Set();
    for (const day of this.days) {
      const here = items.filter((one) => one.day === day.day);
      const where = places(here.filter((one) => one.id !== moving), this.tracks);
      for (const item of here) {
        seen.add(item.id);
        this.#draw(item, where.get(item.id) ?? ownPlace(item, this.tracks), item.id === moving ? preview : null);
      }
    }
    for (const [id, box] of this.boxes) {
      if (!seen.has(id)) {
        box.remove();
        this.boxes.delete(id);
      }
    }
    if (!preview) this.#order(items);
  }

  elements(id) {
    const box = this.boxes.get(id);
    return box ? [box] : [];
  }

  /** The part of the day that is drawn: quarter-hours around venue hours and items. */
  #bounds(items) {
    const { opens, closes } = this.agenda.state.bounds;
    const first = Math.min(opens, ...items.map((one) => one.from));
    const last = Math.max(closes, ...items.map((one) => one.until));
    return { first: Math.floor(first / LABELS) * LABELS, last: Math.min(DAY, Math.ceil(last / LABELS) * LABELS) };
  }

  #build(items) {
    const bounds = this.#bounds(items);
    const shape = JSON.stringify([bounds, this.days, this.tracks]);
    if (shape === this.shape) return;
    this.shape = shape;
    Object.assign(this, bounds);
    const held = document.activeElement?.dataset.item;
    const grid = document.createElement("div");
    grid.className = "tt";
    grid.style.setProperty("--days", this.days.length);
    grid.style.setProperty("--rows", (this.last - this.first) / QUARTER);
    grid.style.setProperty("--lanes", Math.max(1, this.tracks.length));
    const corner = document.createElement("div");
    corner.className = "tt-corner";
    grid.append(corner, ...this.days.map((day) => this.#head(day)), this.#times(), ...this.days.map((day, at) => this.#ground(day, at)));
    this.layer = document.createElement("div");
    this.layer.className = "tt-layer";
    this.layer.append(...this.boxes.values());
    grid.append(this.layer);
    this.stage.replaceChildren(grid);
    if (held) this.boxes.get(held)?.focus();
  }

  #head(day) {
    const head = document.createElement("header");
    head.className = "tt-head";
    const name = document.createElement("b");
    name.textContent = day.name;
    const hours = document.createElement("span");
    hours.textContent = day.hours;
    head.append(name, hours);
    if (this.tracks.length > 1) {
      const lanes = document.createElement("div");
      lanes.className = "tt-lanes";
      for (const track of this.tracks) {
        const lane = document.createElement("span");
        lane.textContent = words("track", { track });
        lanes.append(lane);
      }
      head.append(lanes);
    }
    return head;
  }

  #times() {
    const column = document.createElement("div");
    column.className = "tt-times";
    column.setAttribute("aria-hidden", "true");
    for (let at = this.first; at < this.last; at += LABELS) {
      const label = document.createElement("span");
      label.textContent = clockWords(at);
      label.dataset.at = clock(at);
      column.append(label);
    }
    return column;
  }

  #ground(day, at) {
    const ground = document.createElement("div");
    ground.style.gridColumn = at + 2;
    ground.className = "tt-ground";
    ground.dataset.day = day.day;
    return ground;
  }

  #draw(item, { start, size }, preview) {
    let box = this.boxes.get(item.id);
    if (!box) {
      box = document.createElement("div");
      box.tabIndex = -1;
      this.boxes.set(item.id, box);
      this.layer.append(box);
    }
    const clash = preview ? preview.clash ?? null : this.agenda.clashOf(item.id);
    const days = this.days.length;
    const at = this.days.findIndex((one) => one.day === item.day);
    const width = this.layer.clientWidth / days * size;
    box.className = faceClasses(item, { clash, moving: Boolean(preview), narrow: width < NARROW }).join(" ");
    box.style.insetBlockStart = `calc(var(--q) * ${(item.from - this.first) / QUARTER} + 1px)`;
    box.style.blockSize = `calc(var(--q) * ${(item.until - item.from) / QUARTER} - 2px)`;
    box.style.insetInlineStart = `calc(${((at + start) / days) * 100}% + 2px)`;
    box.style.inlineSize = `calc(${(size / days) * 100}% - 4px)`;
    // the lower edge stays the same element: a finger may be on it
    const grip = box.querySelector(".grip") ?? document.createElement("i");
    grip.className = "grip";
    grip.hidden = !this.agenda.state.may || item.locked;
    for (const node of [...box.childNodes]) if (node !== grip) node.remove();
    box.prepend(...faceNodes(item, this.agenda, { clash, moving: Boolean(preview) }));
    if (!grip.isConnected) box.append(grip);
    introduce(box, item, this.agenda);
  }

  /** Boxes in the order of time, so that they are read in it. */
  #order(items) {
    const focused = document.activeElement;
    let before = null;
    for (const item of items) {
      const box = this.boxes.get(item.id);
      const wanted = before ? before.nextSibling : this.layer.firstChild;
      if (box !== wanted) this.layer.insertBefore(box, wanted);
      before = box;
    }
    if (focused?.dataset?.item && focused !== document.activeElement && focused.isConnected) focused.focus();
  }

  // --- for the pointer ---

  /** Day, start and track under a point, for an item held `grab` minutes below its start. */
  spot(x, y, item, grab = 0) {
    const ground = this.stage.querySelectorAll(".tt-ground");
    const rects = [...ground].map((one) => one.getBoundingClientRect());
    const at = nearest(rects, x);
    const rect = rects[at];
    const minute = this.first + ((y - rect.top) / rect.height) * (this.last - this.first);
    const length = item.until - item.from;
    const from = Math.max(this.first, Math.min(this.last - length, snap(minute - grab)));
    const patch = { day: ground[at].dataset.day, from, until: from + length };
    if (item.track && this.tracks.length > 1) patch.track = this.tracks[this.#lane(rect, x)];
    return patch;
  }

  /** The minute of the day at a height of the page. */
  minute(y) {
    const rect = this.stage.querySelector(".tt-ground").getBoundingClientRect();
    return this.first + ((y - rect.top) / rect.height) * (this.last - this.first);
  }

  #lane(rect, x) {
    const along = getComputedStyle(this.stage).direction === "rtl" ? rect.right - x : x - rect.left;
    return Math.max(0, Math.min(this.tracks.length - 1, Math.floor((along / rect.width) * this.tracks.length)));
  }

  // --- for the keyboard ---

  /** Where an item goes one place on: the next track of its day, else the next day. */
  step(item, by) {
    const columns = this.days.flatMap(({ day }) => (item.track && this.tracks.length > 1 ? this.tracks.map((track) => ({ day, track })) : [{ day }]));
    const at = columns.findIndex((one) => one.day === item.day && (one.track ?? item.track) === item.track);
    return columns[at + by] ?? null;
  }

  /** Items in reading order by column, for the arrow keys. */
  columns() {
    const lanes = this.tracks.length > 1 ? this.tracks : [null];
    return this.days.flatMap(({ day }) => lanes.map((track) => this.agenda.items.filter((one) => one.day === day && (track === null || !one.track || one.track === track))));
  }
}

function nearest(rects, x) {
  const inside = rects.findIndex((rect) => x >= rect.left && x < rect.right);
  if (inside >= 0) return inside;
  const away = rects.map((rect) => Math.min(Math.abs(x - rect.left), Math.abs(x - rect.right)));
  return away.indexOf(Math.min(...away));
}
