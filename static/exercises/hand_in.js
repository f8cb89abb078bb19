// Before handing in: what is still missing, each with its way there; and nothing is sent before all is saved.

import { digits } from "../components/digits.js";
import { made } from "./views/texts.js";

const PATIENCE = 8000;

export class HandIn {
  /** @param {HTMLElement} place in the question  @param {{model, words, choose, reports, queue}} shared */
  constructor(place, shared) {
    Object.assign(this, { place, ...shared });
    this.form = place.closest("form");
    this.dialog = place.closest("dialog");
    new MutationObserver(() => this.dialog?.open && this.#show()).observe(this.dialog ?? place, { attributes: true, attributeFilter: ["open"] });
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.#show();
  }

  /** What a fair reader would miss: {words, ids or reports}. */
  missing() {
    const { say } = this.words;
    const links = [...this.model.links.values()];
    const uncited = links.filter((link) => !link.assessed && !(link.cards ?? []).some((card) => card.source));
    const ends = new Set(links.flatMap((link) => [link.source, link.target]));
    const alone = [...this.model.entities.values()].filter((one) => !ends.has(one.id) && !this.#boxed(one.id));
    const ungraded = this.words.reports.filter((report) => !report.source && !this.model.grades.has(report.id));
    return [
      { words: say.missLinks, things: uncited.map((link) => ({ id: link.id, name: this.#linkName(link) })) },
      { words: say.missAlone, things: alone.map((one) => ({ id: one.id, name: one.label })) },
      { words: say.missGrades, things: ungraded.map((report) => ({ report: report.id, name: report.id })) },
    ].filter((one) => one.things.length);
  }

  #boxed(id) {
    return [...this.model.groups.values()].some((group) => group.members.includes(id) || group.entity === id);
  }

  #linkName(link) {
    const [from, to] = [link.source, link.target].map((id) => this.model.entities.get(id)?.label ?? "");
    return `${from} \u2013 ${to}`;
  }

  #show() {
    const found = this.missing();
    this.place.replaceChildren(...(found.length ? found.map((one) => this.#line(one)) : [made("p", { class: "st tick ok" }, this.words.say.missNothing)]));
  }

  #line({ words, things }) {
    const list = made("ul", { class: "misses" }, ...things.slice(0, 8).map((thing) => this.#thing(thing)));
    if (things.length > 8) list.append(made("li", { class: "muted" }, "\u2026"));
    return made("div", { class: "note warn" }, made("h3", {}, words.replace("{count}", digits(things.length))), list);
  }

  #thing({ id, report, name }) {
    const button = made("button", { type: "button", class: "as-link" }, made("bdi", {}, name));
    button.addEventListener("click", () => {
      this.dialog?.close();
      if (report) this.reports().grades.open(report);
      else this.choose(id, { focus: true, reveal: true });
    });
    return made("li", {}, button);
  }

  async #send(event) {
    if (!this.queue?.waiting().length) return;
    event.preventDefault();
    delete this.form.dataset.sent;
    if (await this.queue.drain(PATIENCE)) this.form.submit();
  }
}
