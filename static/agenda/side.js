// What stands beside and above the grid: the clash of the moment with its ways out, what was
// refused, the chosen item, the line that says what is saved, and the parts the server wrote.

import { piece, words } from "./words.js";

const PARTS = ["agenda-boxes", "agenda-saved", "agenda-tools", "agenda-list", "agenda-side"];
const REFRESH_WAIT = 150;

export class Side {
  /** @param {{remedy: (kind: string, send: object) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    this.live = document.getElementById("agenda-live");
    this.no = document.getElementById("agenda-refused");
    this.said = document.getElementById("agenda-said");
    this.toast = document.getElementById("agenda-toast");
    this.trouble = document.getElementById("agenda-trouble");
  }

  /** Say something politely; the same words twice are said twice. */
  say(text) {
    this.said.textContent = "";
    requestAnimationFrame(() => {
      this.said.textContent = text;
    });
  }

  /** Show the worst of some clashes with its ways out, or nothing; the server's own card of the
   * same clash steps aside meanwhile. */
  clash(clashes) {
    const [first] = clashes;
    for (const card of document.querySelectorAll("#agenda-side [data-key]")) {
      card.hidden = Boolean(first) && card.dataset.key === keyOf(first);
    }
    this.shown = first ?? null;
    if (!first) {
      this.live.replaceChildren();
      return;
    }
    const card = piece("live");
    card.classList.add(first.severity === "warn" ? "warn" : "bad");
    card.querySelector("[data-title]").textContent = first.title;
    card.querySelector("[data-sentence]").textContent = first.sentence;
    const line = card.querySelector("[data-other-line]");
    if (first.href) line.querySelector("a").href = first.href;
    else line.remove();
    const list = card.querySelector("[data-ways]");
    for (const remedy of first.remedies) list.append(this.#way(remedy));
    this.live.replaceChildren(card);
  }

  #way({ kind, label, send }) {
    const way = piece("way");
    way.querySelector("[data-label]").textContent = label;
    const button = way.querySelector("[data-verb]");
    button.textContent = button.dataset[kind] ?? button.dataset.room;
    button.addEventListener("click", () => this.hands.remedy(kind, send));
    return way;
  }

  /** Say that something was not accepted, and why. */
  refused(detail) {
    const note = piece("refused");
    note.querySelector("[data-title]").textContent = words("refused");
    note.querySelector("[data-detail]").textContent = detail;
    this.no.replaceChildren(note);
  }

  clear() {
    this.clash([]);
    this.no.replaceChildren();
  }

  /** A line with "Undo" that stays until the next act. */
  offerUndo(text) {
    this.toast.querySelector("[data-text]").textContent = text;
    this.toast.hidden = false;
  }

  hideToast() {
    this.toast.hidden = true;
  }

  /** Where acts are: saved, on their way, or waiting for a network. */
  state(now) {
    const bad = now === "kept" || now === "signin";
    this.trouble.hidden = !bad;
    if (bad) this.trouble.querySelector("[data-text]").textContent = words(now);
    if (now === "sending") document.getElementById("agenda-saved").textContent = words("sending");
  }

  /** Fetch the page again and take over the parts that the server writes. */
  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#refresh(), REFRESH_WAIT);
  }

  async #refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of PARTS) swap(id, page);
    const tab = document.querySelector(".tabs [aria-current]");
    const fresh = page.querySelector(".tabs [aria-current]");
    if (tab && fresh) tab.replaceChildren(...fresh.childNodes);
    if (this.shown) this.clash([this.shown]);
    document.dispatchEvent(new CustomEvent("agenda:refreshed"));
  }
}

function keyOf({ rule, item, other }) {
  return `${rule}-${[item, other].filter(Boolean).sort().join("-")}`;
}

function swap(id, page) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : null;
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  old.replaceChildren(...fresh.childNodes);
  old.querySelectorAll("details").forEach((one, at) => {
    one.open = Boolean(open[at]);
  });
  if (focused) document.getElementById(focused)?.focus();
}
