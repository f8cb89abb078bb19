// One hall for screen and phone: the list and what happened are kept in this browser, so that both go on
// without a network and come back after a reload. New events wait in the save queue until the server has them;
// tabs of one browser tell each other at once, other machines ask the server every second.

import { SaveQueue } from "../components/save_queue.js";
import { fold } from "./fold.js";

const EVERY = 1000;
const SLOWEST = 5000;
const LONGEST = 4000; // a server that takes the question and never answers is as good as none
const KEEP = "concord:ceremony:";

export class Hall {
  /** `draw(hall)` is called whenever something changed; `state` is the line that says what is sent. */
  constructor({ state = null, draw }) {
    const holder = document.getElementById("ceremony-data");
    const { data, words } = JSON.parse(holder.textContent);
    this.url = holder.dataset.url;
    this.words = words;
    this.draw = draw;
    this.online = true;
    this.waitFor = EVERY;
    this.known = new Map(); // by uuid, as the server has them
    this.own = new Map(); // by uuid, not in the server's sequence yet
    this.take(data);
    this.#remember();
    this.queue = new SaveQueue({
      owner: `ceremony-${this.id}`,
      url: this.url,
      state,
      onSaved: () => this.ask(),
      onRefused: (events) => {
        const forget = events.map((event) => event.uuid);
        this.#forget(forget);
        this.channel?.postMessage({ forget });
      },
    });
    for (const event of this.queue.waiting()) if (!this.known.has(event.uuid)) this.own.set(event.uuid, event);
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(KEEP + this.id) : null;
    this.channel?.addEventListener("message", (event) => this.#hear(event.data));
    addEventListener("beforeunload", (event) => {
      if (!this.online && navigator.userActivation?.hasBeenActive !== false) event.preventDefault(); // the page could not be loaded again
    });
    this.#later();
    this.refresh();
    this.#tell();
  }

  /** Take what the server says: the list, if it is another, and events. */
  take(data) {
    this.id = data.id;
    this.list = data.list;
    if (data.people) {
      this.people = data.people;
      this.items = data.items;
      this.showNext = data.show_next;
      this.order = this.people.map((one) => one.id);
      this.stack = this.people.filter((one) => one.printed).map((one) => one.id);
      this.byId = new Map(this.people.map((one) => [one.id, one]));
    }
    for (const event of data.events) {
      this.known.set(event.uuid, event);
      this.own.delete(event.uuid);
    }
  }

  /** The last sequence that the server told. */
  get after() {
    return Math.max(0, ...[...this.known.values()].map((event) => event.sequence));
  }

  /** Something happens now. */
  add(kind, payload = {}) {
    const uuid = this.queue.add(kind, payload);
    const event = { uuid, kind, payload, client_at: new Date().toISOString() };
    this.own.set(uuid, event);
    this.channel?.postMessage(event);
    this.refresh();
  }

  /** Fold and draw anew. */
  refresh() {
    const known = [...this.known.values()].sort((a, b) => a.sequence - b.sequence);
    this.state = fold([...known, ...this.own.values()]);
    this.#store();
    this.draw(this);
  }

  /** Ask the server what is new. */
  async ask() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(`${this.url}?after=${this.after}&list=${this.list}`, {
        headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual",
        signal: AbortSignal.timeout(LONGEST),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const data = await answer.json();
      const changed = data.people || data.events.length || !this.online;
      this.online = true;
      this.waitFor = EVERY;
      this.take(data);
      if (changed) this.refresh();
      this.#tell();
    } catch {
      const told = this.online;
      this.online = false;
      this.waitFor = Math.min(this.waitFor * 1.5, SLOWEST);
      if (told) this.draw(this);
      this.#tell();
    }
    this.#later();
  }

  #tell() {
    document.querySelector("[data-ceremony]").dataset.online = this.online ? "yes" : "no";
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.waitFor);
  }

  #hear(event) {
    if (event.forget) return this.#forget(event.forget);
    if (!this.known.has(event.uuid)) this.own.set(event.uuid, event);
    this.refresh();
  }

  /** What the server does not take happened in no tab. */
  #forget(uuids) {
    for (const uuid of uuids) this.own.delete(uuid);
    this.refresh();
  }

  #store() {
    try {
      localStorage.setItem(KEEP + this.id, JSON.stringify({ own: [...this.own.values()] }));
    } catch {
      // the page itself still has them
    }
  }

  /** What other tabs of this browser had noted before a reload, and the server did not have yet. */
  #remember() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEEP + this.id)) ?? { own: [] };
      for (const event of kept.own) if (!this.known.has(event.uuid)) this.own.set(event.uuid, event);
    } catch {
      localStorage.removeItem(KEEP + this.id);
    }
  }
}

/** Write texts into the elements that are named for them. */
export function write(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = root.querySelector(`[data-text="${name}"]`);
    if (place && place.textContent !== String(text)) place.textContent = text;
  }
}

/** A sentence with its values. */
export function say(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}
