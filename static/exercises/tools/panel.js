// The tools beside the views: find, filter, paths, same, measures. One is open at a time; none changes the
// chart but "same", which merges. What they point out shows on every view.

import { texts } from "../views/texts.js";
import { Emphasis } from "./emphasis.js";
import { FilterTool } from "./filter.js";
import { FindTool } from "./find.js";
import { MeasureTool } from "./measures.js";
import { PathTool } from "./paths.js";
import { SameTool } from "./same.js";

const TOOLS = { find: FindTool, filter: FilterTool, paths: PathTool, same: SameTool, measures: MeasureTool };

export class Tools {
  /**
   * @param {HTMLElement} space  holds the buttons [data-tool-open] and the panel [data-tool-panel]
   * @param {{model, words, choose, editable, chosen: () => string|null, shown: (state: object) => void}} shared
   *        `shown` gets what is pointed out: {dim: Set, lit: Set, shade: Map}
   */
  constructor(space, shared) {
    this.space = space;
    this.panel = space.querySelector("[data-tool-panel]");
    this.model = shared.model;
    this.shown = shared.shown;
    this.emphasis = new Emphasis();
    const context = { ...shared, say: texts(this.panel), emphasis: this.emphasis, leave: (id) => this.emphasis.filtered.has(id), wanted: () => this.tools.filter.wanted(), address: this.panel.dataset.address };
    this.tools = Object.fromEntries(Object.entries(TOOLS).map(([name, Tool]) => [name, new Tool(this.panel.querySelector(`[data-tool="${name}"]`), context)]));
    this.emphasis.addEventListener("change", () => this.show());
    for (const button of space.querySelectorAll("[data-tool-open]")) button.addEventListener("click", () => this.open(button.dataset.toolOpen === this.now ? null : button.dataset.toolOpen));
    this.panel.querySelector("[data-tool-close]").addEventListener("click", () => this.open(null));
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.open(null);
    });
  }

  /** Open a tool by name, or close what is open. */
  open(name) {
    const before = this.now;
    this.now = name;
    this.panel.hidden = !name;
    for (const button of this.space.querySelectorAll("[data-tool-open]")) button.setAttribute("aria-expanded", String(button.dataset.toolOpen === name));
    for (const part of this.panel.querySelectorAll("[data-tool]")) part.hidden = part.dataset.tool !== name;
    if (!name) {
      this.space.querySelector(`[data-tool-open="${before}"]`)?.focus();
      return;
    }
    const tool = this.tools[name];
    tool.sync(this.model);
    this.panel.querySelector("[data-tool-title]").textContent = this.space.querySelector(`[data-tool-open="${name}"]`).getAttribute("aria-label");
    (tool.first?.() ?? this.panel.querySelector("[data-tool-title]")).focus();
  }

  /** The chart has changed. */
  sync(model) {
    this.model = model;
    this.tools.filter.again(model);
    if (this.now) this.tools[this.now].sync(model);
    this.show();
  }

  /** Tell the view that is shown what is pointed out. */
  show() {
    this.shown(this.emphasis.of(this.model));
    const filtered = this.emphasis.filtered.size > 0;
    this.space.querySelector('[data-tool-open="filter"]')?.classList.toggle("on", filtered);
  }
}
