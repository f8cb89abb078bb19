// The drawn chart: a thin adapter between the model and Cytoscape. Charts do not mirror right-to-left.

import cytoscape from "../vendor/cytoscape.js";
import { boxSize, icons, roles, sheet } from "./chart_look.js";
import { step } from "./chart_model.js";

const SPRITE = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "/static/vendor/icons.svg";

export class ChartView {
  /** @param {HTMLElement} box  @param {object} words vocabulary in the page's language */
  constructor(box, words, { editable = true } = {}) {
    this.box = box;
    this.words = words;
    this.icons = {};
    this.cy = cytoscape({
      container: box, style: sheet(roles()), elements: [], wheelSensitivity: 0.3, minZoom: 0.2, maxZoom: 3,
      boxSelectionEnabled: false, autoungrabify: !editable, selectionType: "single",
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
  }

  /** Fetch icons in the page's ink and put the look on. */
  async dress() {
    const colours = roles();
    const names = Object.values(this.words.entityTypes).map((kind) => kind.icon);
    this.icons = await icons(SPRITE, names, colours.ink);
    this.cy.style(sheet(colours));
    for (const node of this.cy.nodes()) node.data("icon", this.#icon(node.data("type")));
  }

  #icon(type) {
    return this.icons[this.words.entityTypes[type]?.icon] ?? "none";
  }

  /** Make the drawing equal to the model. */
  sync(model) {
    this.cy.batch(() => {
      for (const element of this.cy.elements()) {
        if (!model.entities.has(element.id()) && !model.links.has(element.id()) && !element.data("mark")) element.remove();
      }
      for (const entity of model.entities.values()) this.putEntity(entity);
      for (const link of model.links.values()) this.putLink(link);
    });
  }

  putEntity(entity, more = {}) {
    const also = entity.aliases?.length ? `\n${entity.aliases[0]}` : "";
    const text = `\u2068${entity.label}${also}\u2069`; // each name keeps its own direction
    const data = { id: entity.id, type: entity.type, text, ...boxSize(text), shape: this.words.entityTypes[entity.type]?.shape ?? "icon", icon: this.#icon(entity.type), ...more };
    const known = this.cy.getElementById(entity.id);
    const at = entity.at ?? this.freePlace();
    if (known.empty()) this.cy.add({ group: "nodes", data, position: { x: at[0], y: at[1] } });
    else {
      known.data(data);
      if (entity.at && !known.grabbed()) known.position({ x: at[0], y: at[1] });
    }
  }

  putLink(link, more = {}) {
    const type = this.words.linkTypes[link.type]?.label ?? link.label ?? "";
    const data = { id: link.id, source: link.source, target: link.target, strength: link.strength, direction: link.direction, text: link.label || type, ...more };
    const known = this.cy.getElementById(link.id);
    if (known.empty()) this.cy.add({ group: "edges", data });
    else {
      if (known.data("source") !== link.source || known.data("target") !== link.target) known.move({ source: link.source, target: link.target });
      known.data(data);
    }
  }

  /** A place in the middle of what is seen where nothing stands yet. */
  freePlace() {
    const seen = this.cy.extent();
    const taken = this.cy.nodes().map((node) => node.position());
    for (let ring = 0; ring < 12; ring += 1) {
      for (let turn = 0; turn < 8; turn += 1) {
        const angle = (turn * Math.PI) / 4 + ring;
        const at = { x: (seen.x1 + seen.x2) / 2 + Math.cos(angle) * ring * 70, y: (seen.y1 + seen.y2) / 2 + Math.sin(angle) * ring * 60 };
        if (taken.every((one) => Math.hypot(one.x - at.x, one.y - at.y) > 90)) return [Math.round(at.x), Math.round(at.y)];
      }
    }
    return [Math.round(seen.x1 + 80), Math.round(seen.y1 + 80)];
  }

  /** Lay the chart out; the places come back as one step. */
  arrange(done) {
    const layout = this.cy.layout({ name: "fcose", animate: false, randomize: false, quality: "proof", nodeSeparation: 130, idealEdgeLength: 150, packComponents: true, padding: 40 });
    layout.one("layoutstop", () => {
      this.fit();
      done?.(step("move", { places: this.places() }));
    });
    layout.run();
  }

  places() {
    return this.cy.nodes().map((node) => ({ id: node.id(), at: [Math.round(node.position("x")), Math.round(node.position("y"))] }));
  }

  fit() {
    if (this.cy.nodes().nonempty()) {
      this.cy.fit(undefined, 50);
      if (this.cy.zoom() > 1.1) {
        this.cy.zoom(1.1);
        this.cy.center();
      }
    }
  }

  choose(id) {
    this.cy.elements().unselect();
    if (id) this.cy.getElementById(id).select();
  }
}
