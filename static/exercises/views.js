// The views of one chart. Each is a class with
//   constructor(root, {model, words, choose, editable})   root: the view's pane, hidden at first
//   show(), hide()          the pane is shown or hidden by the workspace; the view may do more
//   sync(model, touched)    make the picture equal to the model; `touched`: Set of ids, or null for all.
//                           Called only while the view is shown; when it is shown again it gets null.
//   choose(id)              point at an entity, link or box; null: at nothing
//   emphasise(state)        if the view has it: {dim: Set, lit: Set, shade: Map, measure} of the tools (tools/emphasis.js)
//   others(people)          if the view has it: what others work on, {initials, colour, ids} of each
// `words` is the page's data: entityTypes, linkTypes, strengths, directions, reports.
// A view here needs a tab of the same name in templates/exercises/workspace.html.

import { ChartTable } from "./chart_table.js";
import { ChartView } from "./chart_view.js";
import { MatrixView } from "./views/matrix.js";
import { TimelineView } from "./views/timeline.js";

export const VIEWS = { chart: ChartView, matrix: MatrixView, table: ChartTable, timeline: TimelineView };

/** Shows one view at a time; a view is made when it is first shown. */
export class Views {
  /** @param {HTMLElement} space  @param {object} shared what each view is made with  @param {object} kinds classes by name */
  constructor(space, shared, kinds = VIEWS) {
    this.space = space;
    this.kinds = kinds;
    this.shared = shared;
    this.made = new Map();
    this.current = null;
    this.chosen = null;
    this.state = null;
    this.people = [];
    this.tabs = [...space.querySelectorAll("[data-view]")];
    for (const tab of this.tabs) tab.addEventListener("click", () => this.show(tab.dataset.view));
    this.space.addEventListener("keydown", (event) => this.#keys(event));
  }

  get view() {
    return this.made.get(this.current);
  }

  /** The view of this name, made if need be (it stays hidden). */
  get(name) {
    if (!this.made.has(name)) this.made.set(name, new this.kinds[name](this.pane(name), this.shared));
    return this.made.get(name);
  }

  pane(name) {
    let pane = this.space.querySelector(`[data-pane="${name}"]`);
    if (!pane) {
      pane = document.createElement("div");
      pane.dataset.pane = name;
      pane.hidden = true;
      this.space.querySelector("[data-panes]").append(pane);
    }
    return pane;
  }

  show(name) {
    if (!this.kinds[name]) return;
    if (this.current && this.current !== name) this.view.hide();
    for (const pane of this.space.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
    this.current = name;
    this.space.dataset.showing = name;
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
    this.pane(name).hidden = false;
    const view = this.get(name);
    view.show();
    view.sync(this.shared.model, null);
    view.choose(this.chosen);
    this.emphasise(this.state);
    this.others(this.people);
  }

  sync(model, touched) {
    this.view?.sync(model, touched);
  }

  /** What the tools point out: on the view that is shown, and on each that is shown later. */
  emphasise(state) {
    this.state = state;
    if (state) this.view?.emphasise?.(state);
  }

  /** What others work on just now: {initials, colour, ids} of each. */
  others(people) {
    this.people = people;
    this.view?.others?.(people);
  }

  choose(id) {
    this.chosen = id;
    this.view?.choose(id);
  }

  /** Arrows go along the tabs. */
  #keys(event) {
    const at = this.tabs.indexOf(event.target);
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !turn) return;
    event.preventDefault();
    const way = document.dir === "rtl" ? -turn : turn;
    this.tabs.at((at + way + this.tabs.length) % this.tabs.length).focus();
  }
}
