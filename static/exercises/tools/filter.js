// Filter: types, strengths, agencies of the evidence, and times. What is left out is dimmed, never removed.

import { digits } from "../../components/digits.js";
import { evidenceOf } from "../chart_model.js";
import { reportDates, span, timesOf } from "../views/dates.js";
import { made } from "../views/texts.js";

export class FilterTool {
  constructor(root, context) {
    Object.assign(this, { root, ...context });
    this.form = root.querySelector("form");
    this.dates = reportDates(this.words);
    this.agencies = new Map((this.words.reports ?? []).map((report) => [report.id, report.agency ?? ""]));
    this.#boxes("agency", [...new Set(this.agencies.values())].filter(Boolean).sort());
    this.form.addEventListener("input", () => this.again(this.model));
    this.form.addEventListener("reset", () => setTimeout(() => this.again(this.model)));
    this.form.addEventListener("submit", (event) => event.preventDefault());
  }

  sync(model) {
    this.model = model;
    this.#count();
  }

  #boxes(name, values) {
    const box = this.form.querySelector(`[data-boxes="${name}"]`);
    box.closest("fieldset").hidden = values.length < 2;
    box.replaceChildren(...values.map((value) => made("label", { class: "check" }, made("input", { type: "checkbox", name, value }), made("bdi", {}, value))));
  }

  /** Work the filter out for the chart as it is now. */
  again(model) {
    this.model = model;
    const chosen = (name) => new Set([...this.form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value));
    const wants = { entity: chosen("entity"), link: chosen("link"), strength: chosen("strength"), agency: chosen("agency"), time: this.#time() };
    const out = new Set();
    for (const one of model.entities.values()) if (!this.#common(one, wants) || (wants.entity.size && !wants.entity.has(one.type))) out.add(one.id);
    for (const one of model.links.values()) {
      const fits = this.#common(one, wants) && (!wants.link.size || wants.link.has(one.type)) && (!wants.strength.size || wants.strength.has(one.strength));
      if (!fits || out.has(one.source) || out.has(one.target)) out.add(one.id);
    }
    const same = out.size === this.emphasis.filtered.size && [...out].every((id) => this.emphasis.filtered.has(id));
    if (!same) this.emphasis.filter(out);
    this.#count();
  }

  /** What it asks of links, as the server takes it. */
  wanted() {
    const chosen = (name) => [...this.form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
    const dates = ["since", "until"].map((name) => [name, this.form.elements.namedItem(name).value.trim()]).filter(([, value]) => span(value));
    return { type: chosen("link"), strength: chosen("strength"), ...Object.fromEntries(dates) };
  }

  /** A time that is not a date filters nothing, and says so. */
  #time() {
    const ends = ["since", "until"].map((name) => {
      const field = this.form.elements.namedItem(name);
      const found = span(field.value.trim());
      field.setAttribute("aria-invalid", String(Boolean(field.value.trim()) && !found));
      return found;
    });
    return ends.some(Boolean) ? { from: ends[0]?.from ?? -Infinity, to: ends[1]?.to ?? Infinity } : null;
  }

  #common(item, { agency, time }) {
    if (agency.size && !evidenceOf(item).some((report) => agency.has(this.agencies.get(report)))) return false;
    if (!time) return true;
    const { period, marks } = timesOf(item, this.dates);
    const spans = [...(period ? [{ from: period.ended ? -Infinity : period.from, to: period.open ? Infinity : period.to }] : []), ...marks];
    return !spans.length || spans.some((one) => one.from < time.to && one.to > time.from);
  }

  #count() {
    const all = this.model.entities.size + this.model.links.size;
    this.root.querySelector("[data-count]").textContent = this.say.shown.replace("{shown}", digits(all - this.emphasis.filtered.size)).replace("{all}", digits(all));
  }
}
