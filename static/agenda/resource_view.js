// Rooms or trainers side by side, drawn by the calendar component, with our boxes in it.

import { Interaction, ResourceTimeGrid, createCalendar, destroyCalendar } from "../vendor/event_calendar.js";
import { faceClasses, faceNodes, introduce } from "./item_face.js";
import { DAY, QUARTER, clock, later, local } from "./times.js";
import { words } from "./words.js";

const HALF = 30;
const NONE = "none";

export class ResourceView {
  /**
   * @param {HTMLElement} stage where the calendar is drawn
   * @param {import("./agenda.js").Agenda} agenda
   * @param {{by: "rooms"|"trainers", day: string|null, tell: object}} options `tell` as for Pointer
   */
  constructor(stage, agenda, { by, day, tell }) {
    Object.assign(this, { stage, agenda, by, only: day, tell, preview: null });
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest?.("[data-item]")) this.focused = null;
    });
    this.calendar = createCalendar(stage, [ResourceTimeGrid, Interaction], this.#options());
  }

  leave() {
    destroyCalendar(this.calendar);
  }

  get days() {
    const { days } = this.agenda.state;
    return this.only ? days.filter((one) => one.day === this.only) : days;
  }

  /** Columns of one day: each room or trainer, and one for items that have none. */
  get resources() {
    const known = this.agenda.state[this.by].map(({ id, name }) => ({ id, title: name }));
    return [...known, { id: NONE, title: words(this.by === "rooms" ? "noRoom" : "nobody") }];
  }

  render(preview = null) {
    this.preview = preview;
    const shape = JSON.stringify([this.resources, this.#bounds()]);
    if (shape !== this.shape) {
      this.shape = shape;
      const { first, last } = this.#bounds();
      this.calendar.setOption("slotMinTime", clock(first)).setOption("slotMaxTime", clock(last)).setOption("resources", this.resources);
    }
    this.#remember();
    this.calendar.setOption("events", this.#events());
    requestAnimationFrame(() => {
      this.#introduce();
      if (this.focused && document.activeElement === document.body) this.elements(this.focused)[0]?.focus({ preventScroll: true });
    });
  }

  /** Which box has the focus: in another column the component draws a new one, and it is lost. */
  #remember() {
    const active = document.activeElement;
    if (this.stage.contains(active) && active.dataset.item) this.focused = active.dataset.item;
    else if (active !== document.body) this.focused = null;
  }

  elements(id) {
    return [...this.stage.querySelectorAll(`[data-item="${id}"]`)];
  }

  #options() {
    const { first, last } = this.#bounds();
    return {
      view: "resourceTimeGridWeek",
      date: this.days[0].day,
      duration: { days: gap(this.days[0].day, this.days.at(-1).day) + 1 },
      datesAboveResources: true,
      columnWidth: "minmax(120px, 1fr)",
      headerToolbar: { start: "", center: "", end: "" },
      allDaySlot: false,
      firstDay: new Date(`${this.days[0].day}T00:00:00Z`).getUTCDay(),
      slotDuration: clock(QUARTER),
      slotLabelInterval: clock(HALF),
      slotHeight: document.documentElement.dir === "rtl" ? 25 : 22,
      slotMinTime: clock(first),
      slotMaxTime: clock(last),
      scrollTime: clock(first),
      slotEventOverlap: false,
      locale: document.documentElement.lang === "ur" ? "ur-PK-u-nu-arabext" : "en-GB",
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
      dayHeaderFormat: (date) => this.agenda.day(localDay(date))?.name ?? localDay(date),
      resources: this.resources,
      events: this.#events(),
      editable: this.agenda.state.may,
      eventStartEditable: this.agenda.state.may,
      eventDurationEditable: this.agenda.state.may,
      eventClassNames: ({ event }) => this.#classes(event),
      eventContent: ({ event }) => ({ domNodes: this.#nodes(event) }),
      dragConstraint: (info) => this.#dragging(info),
      resizeConstraint: (info) => this.#dragging(info),
      eventDragStop: () => this.#end(),
      eventResizeStop: () => this.#end(),
      eventDrop: (info) => this.#dropped(info),
      eventResize: (info) => this.#dropped(info),
    };
  }

  #bounds() {
    const { opens, closes } = this.agenda.state.bounds;
    const first = Math.min(opens, ...this.agenda.items.map((one) => one.from));
    const last = Math.max(closes, ...this.agenda.items.map((one) => one.until));
    return { first: Math.floor(first / HALF) * HALF, last: Math.min(DAY, Math.ceil(last / HALF) * HALF) };
  }

  #shown(id) {
    const item = this.agenda.item(id);
    return item && this.preview?.id === id ? { ...item, ...this.preview.patch } : item;
  }

  #events() {
    return this.agenda.items.map((one) => {
      const item = this.#shown(one.id);
      return {
        id: item.id,
        start: local(item.day, item.from),
        end: local(item.day, item.until),
        resourceIds: this.#columnsOf(item),
        editable: this.agenda.state.may && !item.locked,
        extendedProps: { key: JSON.stringify([item, this.agenda.clashOf(item.id), this.preview?.id === item.id && this.preview]) },
      };
    });
  }

  #columnsOf(item) {
    if (this.by === "rooms") return [item.room_id ?? NONE];
    return item.trainer_ids.length ? item.trainer_ids : [NONE];
  }

  #classes(event) {
    const item = this.#patched(event);
    const preview = this.preview?.id === event.id ? this.preview : null;
    const moving = event.display === "preview" || Boolean(preview);
    return faceClasses(item, { clash: moving ? (preview ?? this.live)?.clash ?? null : this.agenda.clashOf(event.id), moving, narrow: true });
  }

  #nodes(event) {
    const item = this.#patched(event);
    const preview = this.preview?.id === event.id ? this.preview : null;
    const moving = event.display === "preview" || Boolean(preview);
    return faceNodes(item, this.agenda, { clash: moving ? (preview ?? this.live)?.clash ?? null : this.agenda.clashOf(event.id), moving, without: this.by });
  }

  /** The item with the span that the component has given it. */
  #patched(event) {
    const item = this.#shown(event.id);
    if (event.display !== "preview" || !item) return item ?? { from: 0, until: 0, kind: "other", title: "", trainer_ids: [], track: "" };
    return { ...item, ...spanOf(event) };
  }

  /** Our boxes say what they are. The component calls itself a table without having cells; to
   * screen readers it is a group of our items and of headings. */
  #introduce() {
    for (const part of this.stage.querySelectorAll('.ec :is([role="table"], [role="rowgroup"], [role="row"], [role="columnheader"], [role="cell"]), .ec[role="table"]')) {
      part.setAttribute("role", "presentation");
      for (const name of ["aria-colindex", "aria-colspan"]) part.removeAttribute(name);
    }
    for (const element of this.stage.querySelectorAll(".ec-event:not(.ec-preview)")) {
      const item = this.agenda.item(element.querySelector("[data-for]")?.dataset.for);
      if (item) introduce(element, item, this.agenda);
    }
    this.drawn?.();
  }

  // --- by pointer ---

  /** Whether the component has an item in hand: drawing now would take it away. */
  get busy() {
    return Boolean(this.live);
  }

  #dragging(info) {
    const item = this.agenda.item(info.event.id);
    const patch = this.#patchOf(info);
    if (JSON.stringify(patch) !== this.lastPatch) {
      this.lastPatch = JSON.stringify(patch);
      this.live = { clash: null };
      this.tell.moving(item, patch, copies(info.jsEvent));
    }
    return true;
  }

  #end() {
    this.lastPatch = this.live = null;
  }

  #dropped(info) {
    const item = this.agenda.item(info.event.id);
    const patch = this.#patchOf(info);
    const copy = copies(info.jsEvent) && !("endDelta" in info);
    if (copy) info.revert();
    this.tell.dropped(item, patch, copy);
  }

  #patchOf({ event, oldResource, newResource }) {
    const patch = spanOf(event);
    if (!newResource) return patch;
    return { ...patch, ...this.#given(this.agenda.item(event.id), oldResource?.id, newResource.id) };
  }

  #given(item, from, to) {
    if (this.by === "rooms") return { room_id: to === NONE ? null : to };
    const kept = item.trainer_ids.filter((one) => one !== from && one !== to);
    return { trainer_ids: to === NONE ? kept : [...kept, to] };
  }

  // --- for the keyboard ---

  /** Where an item goes one place on: the next room or trainer, at the end of the day the next day. */
  step(item, by) {
    const columns = this.days.flatMap(({ day }) => this.resources.map(({ id }) => ({ day, id })));
    const own = this.#columnsOf(item)[0];
    const next = columns[columns.findIndex((one) => one.day === item.day && one.id === own) + by];
    return next ? { day: next.day, ...this.#given(item, own, next.id) } : null;
  }

  /** Items in reading order by column, for the arrow keys. */
  columns() {
    return this.days.flatMap(({ day }) => this.resources.map(({ id }) => this.agenda.items.filter((one) => one.day === day && this.#columnsOf(one).includes(id))));
  }
}

const copies = (event) => Boolean(event && (event.ctrlKey || event.altKey || event.metaKey));

function localDay(date) {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

function spanOf({ start, end }) {
  const day = localDay(start);
  const until = end.getHours() * 60 + end.getMinutes();
  return { day, from: start.getHours() * 60 + start.getMinutes(), until: localDay(end) === day ? until : DAY };
}

function gap(first, last) {
  let days = 0;
  for (let day = first; day < last; day = later(day)) days += 1;
  return days;
}
