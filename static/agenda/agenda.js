// The agenda as the editor knows it: what the server said last, with the acts that are still on
// their way laid over it.

import { SaveLine } from "./save_line.js";
import { local } from "./times.js";

const CHECK_WAIT = 120;
const LOOK_AGAIN = 30000;
const MOVABLE = ["room_id", "track", "trainer_ids"];

export class Agenda extends EventTarget {
  /**
   * Events: "change" (draw again), "saved" {act, said}, "refused" {act, problem}, "state" {now},
   * "others" (somebody else changed it).
   * @param {object} state what the server wrote into the page
   * @param {{url: string, owner: string}} where
   */
  constructor(state, { url, owner }) {
    super();
    this.state = state;
    this.url = url;
    this.line = new SaveLine({ url, owner });
    this.line.addEventListener("saved", ({ detail }) => this.#saved(detail));
    this.line.addEventListener("refused", ({ detail }) => this.#refused(detail));
    this.line.addEventListener("state", ({ detail }) => this.#tell("state", detail));
    this.#lay();
    if (this.line.acts.length) queueMicrotask(() => this.line.send());
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.look(), LOOK_AGAIN);
  }

  /** All items, in the order of time. */
  get items() {
    return this.list;
  }

  item(id) {
    return this.list.find((one) => one.id === id) ?? null;
  }

  day(day) {
    return this.state.days.find((one) => one.day === day);
  }

  /** The worst severity of an item's clashes, null where it has none. */
  clashOf(id) {
    return worst(this.clashesOf(id, this.state.clashes));
  }

  clashesOf(id, clashes) {
    return clashes.filter((one) => one.item === id || one.other === id);
  }

  /** Move an item; null where nothing would change. */
  move(id, patch) {
    const item = this.item(id);
    if (!item) return null;
    const whole = { ...item, ...patch };
    if (same(item, whole)) return null;
    return this.#act("moves", { ...timesOf(whole), ...only(patch), id, revision: this.state.revision }, { id, patch, before: item });
  }

  /** Take a way out of a clash as the server wrote it. */
  take(id, send) {
    const item = this.item(id);
    const patch = only(send);
    return item && this.#act("moves", { ...timesOf(item), ...send, id, revision: this.state.revision }, { id, patch, before: item });
  }

  copy(id, patch = {}) {
    const body = { id };
    if ("from" in patch) body.starts_at = local(patch.day, patch.from);
    for (const name of MOVABLE) if (name in patch) body[name] = patch[name];
    return this.#act("copies", body, { id, before: this.item(id) });
  }

  remove(id) {
    return this.#act("removals", { id, revision: this.state.revision }, { id, before: this.item(id) });
  }

  /** Take back the last act: one that is still here is forgotten, else the server takes it back. */
  undo() {
    const waiting = this.line.dropLast();
    if (!waiting) return this.#act("undo", {});
    this.#lay();
    this.#tell("change");
    return waiting;
  }

  redo() {
    return this.#act("redo", {});
  }

  /** Forget what was not saved and show what the server has. */
  putBack() {
    this.line.drop();
    this.#lay();
    this.#tell("change");
  }

  /** Ask, without saving, which clashes an item would have; only the last question is answered. */
  check(id, patch, tell) {
    this.stopCheck();
    const whole = { ...this.item(id), ...patch };
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.timer = setTimeout(async () => {
      const asked = { id, ...timesOf(whole), room_id: whole.room_id, track: whole.track, trainer_ids: whole.trainer_ids };
      const answer = await this.line.post("check", { items: [asked] }, {}, signal).catch(() => null);
      if (!answer?.ok || signal.aborted) return;
      const { clashes } = await answer.json();
      if (!signal.aborted) tell(this.clashesOf(id, clashes));
    }, CHECK_WAIT);
  }

  stopCheck() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  /** Look whether somebody else changed the agenda. */
  async look() {
    if (document.visibilityState !== "visible" || this.line.acts.length) return;
    const answer = await fetch(`${this.url}?revision=${this.state.revision}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status !== 200 || this.line.acts.length) return;
    this.#take(await answer.json());
    this.#tell("others");
  }

  async reload() {
    const answer = await fetch(this.url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) this.#take(await answer.json());
  }

  #act(path, body, about = {}) {
    const act = this.line.add(path, body, about);
    this.#lay();
    this.#tell("change");
    return act;
  }

  #saved({ act, answer }) {
    this.#take(answer);
    this.#tell("saved", { act, said: answer.said });
  }

  async #refused({ act, problem }) {
    await this.reload();
    this.#lay();
    this.#tell("change");
    this.#tell("refused", { act, problem });
  }

  #take(state) {
    this.state = state;
    this.#lay();
    this.#tell("change");
  }

  /** The items as they will be once every waiting act is done. */
  #lay() {
    const items = new Map(this.state.items.map((one) => [one.id, one]));
    for (const { path, id, patch } of this.line.acts) {
      if (path === "moves" && items.has(id)) items.set(id, { ...items.get(id), ...patch, waiting: true });
      if (path === "removals") items.delete(id);
    }
    this.list = [...items.values()].sort((a, b) => (a.day + "").localeCompare(b.day) || a.from - b.from || a.track.localeCompare(b.track));
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const ORDER = ["block", "block_release", "warn"];

/** The worst severity among clashes. */
export function worst(clashes) {
  return ORDER.find((severity) => clashes.some((one) => one.severity === severity)) ?? null;
}

function timesOf({ day, from, until }) {
  return { starts_at: local(day, from), ends_at: local(day, until) };
}

function only(patch) {
  return Object.fromEntries(MOVABLE.filter((name) => name in patch).map((name) => [name, patch[name]]));
}

function same(one, other) {
  return ["day", "from", "until", "room_id", "track"].every((name) => one[name] === other[name])
    && [...one.trainer_ids].sort().join() === [...other.trainer_ids].sort().join();
}
