// Nothing typed is lost. Each answer or step is an event with its own key: kept in this browser first,
// then sent in order until the server has it. A repeated key changes nothing at the server, so a lost
// reply, a double click or a second tab do no harm.
//
//   import { SaveQueue } from "../components/save_queue.js";
//   const queue = new SaveQueue({ owner: attemptId, url: "/api/v1/attempts/.../events", state: document.getElementById("saved") });
//   queue.add("answer", { question: "q3", value: "b" });
//   queue.add("text", { question: "q4", value: area.value }, { replaces: "q4", soon: false });  // while typing
//   form.addEventListener("submit", ...): await queue.drain(4000) -> true when the server has everything.
//
// Sends POST {"events": [{"uuid", "sequence", "kind", "payload", "client_at"}]} with the CSRF token.
// Any 2xx means kept for good. 401, 403 and a redirect to a page mean: sign in again. 409 and 422 carry
// problem+json, whose detail is shown; those events stay in this browser. Everything else is tried again.

import { uuid7 } from "./ids.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const TYPING_WAIT = 800;
const STAYED = 30000; // a page that was about to go and is still there after so long was not left (a download)
const BATCH = 50;
const BATCH_SIGNS = 400000; // less than the server takes in one message
const PREFIX = "concord:event:";

/** Events of one owner in localStorage, one entry each, so that two tabs never overwrite each other. */
class Store {
  constructor(owner) {
    this.prefix = `${PREFIX}${owner}:`;
    this.memory = new Map();
    this.lasting = storageWorks();
  }

  /** Keep an event; false where only the memory of this page has it. */
  put(event) {
    const key = this.prefix + event.uuid;
    this.memory.set(key, event);
    if (!this.lasting) return false;
    try {
      localStorage.setItem(key, JSON.stringify(event));
      return true;
    } catch {
      this.lasting = false;
      return false;
    }
  }

  /** The next number of this owner's events, over all tabs. */
  next(atLeast) {
    const key = `${PREFIX}last:${this.prefix}`;
    let last = atLeast;
    try {
      last = Math.max(last, Number(localStorage.getItem(key)) || 0);
      localStorage.setItem(key, String(last + 1));
    } catch {
      this.lasting = false;
    }
    return last + 1;
  }

  drop(uuid) {
    const key = this.prefix + uuid;
    this.memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      this.lasting = false;
    }
  }

  all() {
    const found = new Map(this.memory);
    if (this.lasting) {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (key.startsWith(this.prefix)) found.set(key, read(key) ?? found.get(key));
      }
      for (const key of this.memory.keys()) {
        if (localStorage.getItem(key) === null) {
          this.memory.delete(key); // another tab has sent it
          found.delete(key);
        }
      }
    }
    return [...found.values()].filter(Boolean).sort((a, b) => a.sequence - b.sequence || (a.uuid < b.uuid ? -1 : 1));
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function storageWorks() {
  try {
    localStorage.setItem(`${PREFIX}try`, "1");
    localStorage.removeItem(`${PREFIX}try`);
    return true;
  } catch {
    return false;
  }
}

export class SaveQueue {
  /**
   * @param {{owner: string, url: string, state?: HTMLElement, csrf?: string, sequence?: number,
   *          onSaved?: (answer: object, events: object[]) => void, onRefused?: (events: object[], problem: object) => void}} options
   *          `sequence` is the server's last one.
   */
  constructor({ owner, url, state = null, csrf = null, sequence = 0, onSaved = null, onRefused = null }) {
    this.url = url;
    this.state = state;
    this.csrf = csrf ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    this.store = new Store(owner);
    this.onSaved = onSaved;
    this.onRefused = onRefused;
    this.flying = new Set();
    this.refused = new Set();
    this.saved = new Set(); // at the server, and held for the page that is being opened
    this.leaving = null;
    this.failures = 0;
    this.timer = null;
    this.running = null;
    this.sequence = Math.max(sequence, ...this.store.all().map((event) => event.sequence));
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", () => this.#leaves());
    addEventListener("pagehide", () => this.#lastTry());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.send();
    });
    if (this.waiting().length) this.send();
    else this.#show("ready");
  }

  /** Events that the server does not have yet, in order. */
  waiting() {
    return this.store.all().filter((event) => !this.saved.has(event.uuid));
  }

  /** Keep an event now and send it soon. `replaces` swaps an unsent event of the same name (typing). */
  add(kind, payload, { replaces = null, soon = true } = {}) {
    const old = replaces && this.waiting().find((event) => event.replaces === replaces && !this.flying.has(event.uuid));
    this.sequence = this.store.next(this.sequence);
    const event = {
      uuid: uuid7(), sequence: this.sequence, kind, payload, client_at: new Date().toISOString(), replaces,
    };
    this.store.put(event);
    if (old) {
      this.store.drop(old.uuid);
      this.refused.delete(old.uuid);
    }
    this.#show(this.failures ? this.#trouble() : "sending");
    this.#wake(soon ? 0 : TYPING_WAIT);
    return event.uuid;
  }

  /**
   * Swap the events of a kind that wait unsent for fewer, where more than `most` do. `join` gets their payloads
   * in order and gives those of the fewer ones. What a request carries, or what was refused, stays as it is.
   */
  condense(kind, most, join) {
    const loose = this.#due().filter((event) => event.kind === kind && !this.flying.has(event.uuid));
    if (loose.length <= most) return [];
    const fewer = join(loose.map((event) => event.payload));
    if (fewer.length >= loose.length) return [];
    const events = fewer.map((payload, at) => ({ ...loose[at], uuid: uuid7(), payload, replaces: null }));
    const { lasting } = this.store;
    const kept = events.map((event) => this.store.put(event)).every(Boolean);
    for (const event of kept || !lasting ? loose : events) this.store.drop(event.uuid); // never less safe than before
    return events.map((event) => event.uuid);
  }

  /** Send now. Resolves when this round is over. */
  send() {
    this.running ??= this.#rounds().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Try for `within` ms to bring everything to the server; true when nothing is waiting. */
  async drain(within = 5000) {
    const until = Date.now() + within;
    while (this.#due().length && Date.now() < until) {
      await Promise.race([this.send(), pause(within)]);
      if (this.#due().length) await pause(250);
    }
    return this.waiting().length === 0;
  }

  #due() {
    return this.waiting().filter((event) => !this.refused.has(event.uuid));
  }

  #wake(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), after);
  }

  async #rounds() {
    for (let batch = this.#batch(); batch.length; batch = this.#batch()) {
      if (!(await this.#post(batch))) return;
    }
    if (!this.refused.size) this.#show("saved");
  }

  /** What one message carries: so many events, and not too long. */
  #batch() {
    let signs = 0;
    const due = this.#due().slice(0, BATCH);
    const end = due.findIndex((event, at) => (signs += JSON.stringify(event.payload).length) > BATCH_SIGNS && at > 0);
    return end < 0 ? due : due.slice(0, end);
  }

  async #post(batch, keepalive = false) {
    for (const event of batch) this.flying.add(event.uuid);
    let answer = null;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        keepalive,
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify({ events: batch.map(({ replaces, ...event }) => event) }),
      });
    } catch {
      answer = null;
    } finally {
      for (const event of batch) this.flying.delete(event.uuid);
    }
    return this.#judge(batch, answer);
  }

  async #judge(batch, answer) {
    if (answer?.ok) {
      for (const event of batch) this.#done(event);
      this.failures = 0;
      const body = await answer.json().catch(() => ({}));
      this.onSaved?.(body, batch);
      return true;
    }
    if (answer && (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403)) {
      this.failures += 1;
      this.#show("signin");
    } else if (answer?.status === 422 && batch.length > 1) {
      // a batch is kept whole or not at all: one bad event must not hold up the good ones
      for (const event of batch) {
        if (!(await this.#post([event]))) return false;
      }
      return true;
    } else if (answer && (answer.status === 409 || answer.status === 422)) {
      const problem = await answer.json().catch(() => ({}));
      for (const event of batch) this.refused.add(event.uuid);
      const why = batch.length === 1 && problem.errors?.[0]?.detail;
      this.#show("refused", why || (problem.detail ?? problem.title ?? ""));
      this.onRefused?.(batch, problem);
      return true;
    } else {
      this.failures += 1;
      this.#show(this.#trouble());
    }
    const asked = Number(answer?.headers.get("Retry-After")) * 1000 || 0;
    this.#wake(Math.max(asked, Math.min(FIRST_WAIT * 2 ** (this.failures - 1), LONGEST_WAIT)));
    return false;
  }

  /**
   * The server may have drawn the page that is being opened before it took this event: then the next page finds
   * it here, shows it, and sends it once more under the same key.
   */
  #done(event) {
    if (this.leaving) this.saved.add(event.uuid);
    else this.store.drop(event.uuid);
  }

  #leaves() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => {
      this.leaving = null;
      for (const uuid of this.saved) this.store.drop(uuid);
      this.saved.clear();
    }, STAYED);
  }

  #trouble() {
    return this.store.lasting ? "kept" : "memory";
  }

  #lastTry() {
    const due = this.#batch();
    if (due.length && !this.running) this.#post(due, true);
  }

  #show(name, detail = "") {
    if (!this.state) return;
    const kinds = { saved: "tick ok", ready: "tick none", sending: "half", kept: "half warn", memory: "warn", signin: "bad", refused: "bad" };
    const time = new Intl.DateTimeFormat("en-GB", {
      hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: this.state.dataset.zone || undefined,
    }).format(new Date());
    this.state.querySelector(".st").className = `st ${kinds[name]}`;
    const text = this.state.querySelector("[data-text]");
    const words = this.state.dataset[name].replace("{time}", `\u2066${time}\u2069`);
    text.replaceChildren(detail ? `${words} ${detail}` : words);
    this.state.dataset.now = name;
    if (name === "signin") text.append(" ", signInLink(this.state.dataset.signinLink));
  }
}

function signInLink(words) {
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = words;
  return link;
}

function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
