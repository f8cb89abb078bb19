// The drawn chart as a view: what the model holds becomes a picture; hands and keys become steps.
// Charts do not mirror right-to-left.

import { draw } from "./chart/pen.js";
import { forgetWidths, icons, isolated, roles } from "./chart/look.js";
import { placesOf } from "./chart/layouts.js";
import { Hands } from "./chart/hands.js";
import { Keys } from "./chart/keys.js";
import { Scene } from "./chart/scene.js";
import { about } from "./chart/spoken.js";
import { Surface } from "./chart/surface.js";
import { step } from "./chart_model.js";
import { SPRITE } from "./icon.js";

const SILENT = new Proxy({}, { get: () => "" }); // a page without words for those who hear it
const NONE = Object.freeze({ dim: new Set(), lit: new Set(), shade: new Map() });

export class ChartView {
  /**
   * @param {HTMLElement} root  its [data-canvas] is drawn on
   * @param {{model?, words, choose?, editable?: boolean, say?: (text: string) => void, making?}} shared
   *        `say` speaks to those who hear the page, `making` makes what is new (see chart/making.js)
   */
  constructor(root, { model = null, words, choose = () => {}, editable = true, say = () => {}, making = null }) {
    Object.assign(this, { root, model, words: { say: SILENT, ...words }, tell: choose, editable, say, making, icons: {}, drawn: new Map(), loose: new Map() });
    this.box = root.querySelector("[data-canvas]");
    this.box.view = this; // for tests and tools of the browser: a canvas shows nothing of what is on it
    this.look = roles();
    this.scene = new Scene(this.look);
    this.state = { chosen: null, picked: new Set(), others: new Map(), aim: null, draft: null, band: null, ...NONE };
    this.surface = new Surface(this.box, (ctx, simple) => this.#paint(ctx, simple), () => this.scene.edges.size);
    this.surface.onResize = () => this.#firstFit();
    this.hands = new Hands(this);
    this.keys = new Keys(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
  }

  #paint(ctx, simple) {
    draw(ctx, { scene: this.scene, view: this.surface.view, size: this.surface.size, look: this.look, icons: this.icons, state: this.state, simple });
    if (this.state.band) band(ctx, this.state.band, this.surface.view, this.look);
  }

  /** Fetch icons and fonts; put the page's colours on. */
  async dress() {
    this.look = roles();
    const kinds = Object.values(this.words.entityTypes);
    const [found] = await Promise.all([icons(SPRITE, kinds.map((kind) => kind.icon)), ...[this.look.bold, this.look.plain].map((font) => document.fonts.load(font))]);
    this.icons = found;
    forgetWidths();
    this.scene.fonts = this.look;
    if (this.model) this.sync(this.model, null, { anew: true });
    this.surface.ask();
  }

  // --- a view among others ---

  show() {
    this.shown = true;
    this.surface.resize();
  }

  hide() {
    this.shown = false;
    this.hands.stop();
  }

  /** Make the picture equal to the model; `touched` are the ids that may differ, null for all. */
  sync(model, touched = null, { anew = false } = {}) {
    if (anew) {
      this.scene.clear();
      this.drawn.clear();
    }
    if (touched) for (const id of touched) this.#put(model, id);
    else this.#putAll(model);
    if (model.groups.size || this.scene.boxes.size) this.scene.putBoxes(model.groups.values());
    for (const id of this.state.picked) if (!model.entities.has(id)) this.state.picked.delete(id);
    this.#firstFit();
    this.surface.ask();
  }

  #putAll(model) {
    for (const id of [...this.scene.edges.keys()]) if (!model.links.has(id)) this.#drop(id);
    for (const id of [...this.scene.nodes.keys()]) if (!model.entities.has(id)) this.#drop(id);
    for (const id of model.entities.keys()) this.#put(model, id);
    for (const id of model.links.keys()) this.#put(model, id);
  }

  #put(model, id) {
    const entity = model.entities.get(id);
    const link = model.links.get(id);
    const item = entity ?? link;
    if (!item) this.#drop(id);
    else if (this.drawn.get(id) !== item || (link && !this.scene.edges.has(id))) {
      this.drawn.set(id, item);
      if (entity) this.putEntity(entity);
      else if (model.entities.has(link.source) && model.entities.has(link.target)) this.putLink(link);
    }
  }

  #drop(id) {
    this.drawn.delete(id);
    if (this.scene.nodes.has(id)) {
      for (const edge of this.scene.ends.get(id)) this.drawn.delete(edge.id);
      this.scene.dropNode(id);
    } else this.scene.dropEdge(id);
  }

  putEntity(entity, more = {}) {
    const kind = this.words.entityTypes[entity.type];
    const [x, y] = entity.at ?? this.#loosePlace(entity.id);
    this.scene.putNode({ id: entity.id, x, y, at: [x, y], label: entity.label, sub: this.#under(entity), shape: kind?.shape ?? "icon", icon: kind?.icon, noted: Boolean(entity.note), ...more });
  }

  /** Under the name: an alias, else what tells it apart, else its date. */
  #under({ label, aliases = [], identity = "", since = "" }) {
    if (aliases.length) return (this.words.say.alias || "{name}").replace("{name}", isolated(aliases[0]));
    return identity && identity !== label ? identity : since;
  }

  putLink(link, more = {}) {
    const type = this.words.linkTypes[link.type]?.label ?? link.type;
    this.scene.putEdge({ id: link.id, source: link.source, target: link.target, text: link.label || type, strength: link.strength, direction: link.direction, ...more });
  }

  /** Things without a place of their own (made in the table, or brought in) stand in rows below. */
  #loosePlace(id) {
    if (!this.loose.has(id)) {
      const at = this.loose.size;
      const low = this.loose.size ? this.looseTop : (this.scene.whole()?.y2 ?? -60) + 90;
      this.looseTop = low;
      this.loose.set(id, [(at % 8) * 160, Math.round(low + Math.floor(at / 8) * 110)]);
    }
    return this.loose.get(id);
  }

  choose(id) {
    this.state.chosen = id;
    if (id && !this.state.picked.has(id)) this.state.picked.clear();
    this.surface.ask();
  }

  /** What tools point out: {dim: Set, lit: Set, shade: Map of id to 1..5 or c1..c8}. */
  emphasise(state) {
    const plain = ({ dim, lit, shade }) => !dim?.size && !lit?.size && !shade?.size;
    if (plain(state) && plain(this.state)) return;
    Object.assign(this.state, { ...NONE, ...state });
    this.surface.ask();
  }

  /** Who else works where: {initials, colour, ids} of each; colours are roles of the page. */
  others(people) {
    this.state.others = new Map();
    for (const { initials, colour, ids } of people) {
      for (const id of ids) this.state.others.set(id, [...(this.state.others.get(id) ?? []), { initials, colour }]);
    }
    this.surface.ask();
  }

  // --- what is seen ---

  fit() {
    this.surface.fit(this.scene.whole());
  }

  #firstFit() {
    if (this.fitted || !this.scene.nodes.size || !this.surface.size.wide) return;
    this.fitted = true;
    this.fit();
  }

  /** Bring a thing into view. */
  reveal(id) {
    const node = this.scene.nodes.get(id);
    const edge = this.scene.edges.get(id);
    const rect = node ? this.scene.extent(node) : edge ? this.scene.tag(edge) : this.scene.boxes.get(id)?.rect;
    if (rect) this.surface.reveal(rect);
  }

  /** Say what a thing is, for those who hear the page. */
  tellOf(id) {
    if (this.model) this.say(about(id, this.model, this.words));
  }

  /** The middle of a thing on the page, for what opens beside it. */
  onPage(id) {
    const node = this.scene.nodes.get(id);
    const path = this.scene.edges.has(id) && this.scene.path(this.scene.edges.get(id));
    const { x, y } = node ?? (path ? path.middle : { x: 0, y: 0 });
    return this.surface.onPage(x, y);
  }

  /** A place in the middle of what is seen where nothing stands yet. */
  freePlace() {
    const { x1, y1, x2, y2 } = this.surface.size.wide ? this.surface.seen() : { x1: 0, y1: 0, x2: 800, y2: 600 };
    const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    const taken = [...this.scene.nodes.values()].filter((node) => !node.frame);
    for (let ring = 0; ring < 14; ring += 1) {
      for (let turn = 0; turn < Math.max(1, ring * 6); turn += 1) {
        const angle = (turn * 2 * Math.PI) / Math.max(1, ring * 6);
        const at = { x: middle.x + Math.cos(angle) * ring * 105, y: middle.y + Math.sin(angle) * ring * 75 };
        if (taken.every((one) => Math.abs(one.x - at.x) > one.halfWide + 150 || Math.abs(one.y - at.y) > 96)) return [Math.round(at.x), Math.round(at.y)];
      }
    }
    return [Math.round(middle.x), Math.round(y2 + 80)];
  }

  // --- layouts ---

  /** Lay the chart out anew, as one step. False if the layout could not be made. */
  async arrange(name) {
    const moved = await placesOf(name, this.#graph()).catch(() => null);
    if (!moved) return false;
    const places = moved.filter(({ id }) => this.model.entities.has(id));
    if (places.length) this.model.act(step("move", { places }));
    this.fit();
    return true;
  }

  #graph() {
    const nodes = [...this.scene.nodes.values()].filter((node) => !node.frame).map((node) => {
      const { x1, y1, x2, y2 } = this.scene.extent(node);
      const entity = this.model.entities.get(node.id);
      return { id: node.id, x: node.x, y: node.y, wide: x2 - x1, high: y2 - y1, type: entity.type, date: this.#dateOf(entity) };
    });
    const known = new Set(nodes.map((node) => node.id));
    const edges = [...this.scene.edges.values()].filter((edge) => known.has(edge.source) && known.has(edge.target)).map(({ source, target, textWide }) => ({ source, target, long: textWide + 16 }));
    return { nodes, edges };
  }

  /** The first date that is known of an entity: its own, or that of a link or card. */
  #dateOf(entity) {
    const dates = [entity.since, ...(entity.cards ?? []).map((card) => card.date), ...this.model.linksOf(entity.id).map((link) => link.since)];
    return dates.filter(Boolean).sort()[0] ?? "";
  }
}

function band(ctx, { x1, y1, x2, y2 }, { x, y, k }, look) {
  ctx.strokeStyle = look.accent;
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 1;
  ctx.strokeRect(x1 * k + x, y1 * k + y, (x2 - x1) * k, (y2 - y1) * k);
  ctx.setLineDash([]);
}
