// Drawing one chart together: own acts are kept and posted, what others draw is fetched, and everybody sees who
// is there and what each has chosen. All of it goes over plain HTTP on a line that comes and goes.

import { SCHEMA, base64Of, merged } from "./chart_model.js";

const NEAR = 2000; // between two looks, in ms: while somebody else is here
const ALONE = 12000;
const AWAY = 20000; // while this page is in the background
const LONGEST = 30000;
const BEAT = 15000; // how often the page says that it is there
const MANY = 25; // acts that wait, before they are put together

/** Where the group's updates come from and go to. */
export class Together {
  #own = new Set();
  #timer = null;
  #looking = null;
  #failures = 0;
  #since = 0;
  #beaten = 0;
  #chosen = null;

  /**
   * @param {{model: object, queue: object|null, url: string, presenceUrl: string, sequence: number,
   *          onMembers?: (members: object[]) => void, onHeard?: (heard: object) => void}} options
   * `url` gives updates since a number, `sequence` is the last one that the model has; `onHeard` gets the state
   * of the attempt and its deadline. Without a queue one only looks on.
   */
  constructor({ model, queue, url, presenceUrl, sequence, onMembers = () => {}, onHeard = () => {} }) {
    Object.assign(this, { model, queue, url, presenceUrl, sequence, onMembers, onHeard, others: 0, closed: false });
    if (queue) this.#send();
    for (const event of ["online", "focus"]) addEventListener(event, () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  // --- what this page draws ---

  #send() {
    const { model, queue } = this;
    const kept = queue.waiting().filter(({ kind }) => kind === "update");
    for (const { uuid } of kept) this.#own.add(uuid);
    if (kept.length) model.receive(...kept.map(({ payload }) => payload.update));
    queue.onSaved = (receipt, events) => this.#saved(receipt, events);
    model.save = (update) => {
      this.#own.add(queue.add("update", payload(update)));
      this.#since += 1;
      if (this.#since % MANY === 0) this.#condense();
    };
  }

  /** On a line that is cut many small acts wait: they are put together, and lose nothing by it. */
  #condense() {
    const fewer = this.queue.condense("update", MANY, (payloads) => merged(payloads.map((one) => one.update)).map(payload));
    for (const uuid of fewer) this.#own.add(uuid);
  }

  /** Where all rows up to the newest are known to be in the model, nobody needs to ask for them. */
  #saved(receipt, events) {
    const mine = events.every(({ uuid, kind }) => kind === "update" && this.#own.has(uuid));
    if (mine && receipt.sequence === this.sequence + receipt.kept) this.sequence = receipt.sequence;
    else if (receipt.sequence > this.sequence) this.look();
  }

  // --- what others draw ---

  /** Look now; what is already under way is waited for first. */
  look() {
    clearTimeout(this.#timer);
    this.#looking ??= this.#rounds().finally(() => {
      this.#looking = null;
      this.#timer = setTimeout(() => this.look(), this.#pause());
    });
    return this.#looking;
  }

  #pause() {
    if (this.#failures) return Math.min(LONGEST, NEAR * 2 ** (this.#failures - 1));
    if (document.visibilityState !== "visible") return AWAY;
    return this.others && !this.closed ? NEAR : ALONE;
  }

  async #rounds() {
    if (Date.now() - this.#beaten > BEAT) this.#beat();
    let more = true;
    while (more) {
      const found = await this.#ask();
      this.#failures = found ? 0 : this.#failures + 1;
      if (!found) return;
      this.#hear(found);
      more = found.more;
    }
  }

  async #ask() {
    try {
      const answer = await fetch(`${this.url}?since=${this.sequence}`, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // the line is cut; the next look comes
    }
  }

  #hear(found) {
    const fresh = found.updates.filter(({ sequence }) => sequence > this.sequence);
    if (fresh.length) this.model.receive(...fresh.map(({ update }) => update));
    this.sequence = Math.max(this.sequence, found.sequence);
    this.others = found.members.filter((one) => one.here && !one.you).length;
    this.closed = found.state !== "open";
    this.onMembers(found.members);
    this.onHeard(found);
  }

  // --- that this page is there ---

  /** Tell the others what is chosen here. */
  choose(id) {
    const chosen = id ?? "";
    if (chosen === (this.#chosen ?? "")) return;
    this.#chosen = chosen;
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.#beat(), 400);
  }

  async #beat() {
    if (!this.queue || this.closed || document.visibilityState !== "visible") return;
    this.#beaten = Date.now();
    const said = { unsent: this.queue.waiting().length, chosen: this.#chosen ?? "" };
    try {
      await fetch(this.presenceUrl, {
        method: "POST", keepalive: true, credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.queue.csrf }, body: JSON.stringify(said),
      });
    } catch {
      // the next beat comes
    }
  }
}

function payload(update) {
  return { schema: SCHEMA, update: typeof update === "string" ? update : base64Of(update) };
}
