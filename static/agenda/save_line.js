// Acts of the editor on their way to the server: one after the other, each with a key that makes
// sending it again harmless. Without a network they stay in this browser and go out later.

import { uuid7 } from "../components/ids.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const PREFIX = "concord:agenda:";

function kept(owner) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + owner)) ?? [];
  } catch {
    return [];
  }
}

export class SaveLine extends EventTarget {
  /**
   * Events: "saved" {act, answer}, "refused" {act, detail}, "state" {now: ready|sending|kept|signin}.
   * @param {{url: string, owner: string}} options `url` is that of the agenda's interface
   */
  constructor({ url, owner }) {
    super();
    this.url = url;
    this.owner = owner;
    this.acts = kept(owner);
    this.failures = 0;
    this.sending = null;
    this.csrf = document.querySelector('meta[name="csrf-token"]').content;
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.acts.length) event.preventDefault();
    });
  }

  /** Keep an act and send it. `path` is moves, copies, removals, undo or redo. */
  add(path, body, about = {}) {
    const act = { key: uuid7(), path, body, ...about };
    this.acts.push(act);
    this.#keep();
    this.send();
    return act;
  }

  /** Forget what was not sent; the acts that were waiting. */
  drop() {
    const dropped = this.acts.splice(this.flying ? 1 : 0);
    this.#keep();
    this.#tell("state", { now: this.acts.length ? "sending" : "ready" });
    return dropped;
  }

  /** Take out the last act if it is not on its way yet. */
  dropLast() {
    const last = this.acts.at(-1);
    if (!last || last === this.flying) return null;
    this.acts.pop();
    this.#keep();
    if (!this.acts.length) this.#tell("state", { now: "ready" });
    return last;
  }

  send() {
    this.sending ??= this.#rounds().finally(() => {
      this.sending = null;
      if (this.acts.length && !this.timer) this.#wake();
    });
    return this.sending;
  }

  async #rounds() {
    clearTimeout(this.timer);
    this.timer = null;
    while (this.acts.length) {
      if (!this.failures) this.#tell("state", { now: "sending" });
      const act = this.acts[0];
      this.flying = act;
      const answer = await this.post(act.path, act.body, { "Idempotency-Key": act.key });
      this.flying = null;
      if (!(await this.#judge(act, answer))) return;
    }
  }

  /** POST to the agenda's interface; null where the network is gone. */
  async post(path, body, headers = {}, signal = undefined) {
    try {
      return await fetch(`${this.url}/${path}`, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        signal,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf, ...headers },
        body: JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return null;
    }
  }

  async #judge(act, answer) {
    if (answer?.ok) {
      const state = await answer.json();
      this.failures = 0;
      this.#done(act);
      this.#tell("saved", { act, answer: state });
      this.#tell("state", { now: this.acts.length ? "sending" : "ready" });
      return true;
    }
    if (answer && [404, 409, 422].includes(answer.status)) {
      const problem = await answer.json().catch(() => ({}));
      this.failures = 0;
      this.#done(act);
      this.#tell("state", { now: this.acts.length ? "sending" : "ready" });
      this.#tell("refused", { act, problem });
      return true;
    }
    this.failures += 1;
    const signedOut = answer && (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403);
    this.#tell("state", { now: signedOut ? "signin" : "kept" });
    this.#wake(Number(answer?.headers.get("Retry-After")) * 1000 || 0);
    return false;
  }

  #wake(asked = 0) {
    clearTimeout(this.timer);
    const wait = Math.min(FIRST_WAIT * 2 ** Math.max(0, this.failures - 1), LONGEST_WAIT);
    this.timer = setTimeout(() => this.send(), Math.max(asked, wait));
  }

  #done(act) {
    this.acts = this.acts.filter((one) => one !== act);
    this.#keep();
  }

  #keep() {
    try {
      if (this.acts.length) localStorage.setItem(PREFIX + this.owner, JSON.stringify(this.acts));
      else localStorage.removeItem(PREFIX + this.owner);
    } catch {
      // a browser that keeps nothing: the acts stay with the open page, which warns before it closes
    }
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
