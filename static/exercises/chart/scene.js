// What is drawn: places and sizes of entities, lines and boxes, and what lies under a point. No canvas here.

import { around, boxExit, fromPath, pointAt, rectExit, within } from "./geometry.js";
import { inLines, LINE, NAME, width } from "./look.js";

const ROUND = 23; // radius of a circle and of an icon's place
const ICON = 17;
const PAD = 26; // air round the members of a box
const HEAD = 24;
const BEND = 34;
const GRIP = 7; // how near to a line a point must be, in screen pixels

export class Scene {
  /** @param {object} fonts the roles, of which the fonts are needed */
  constructor(fonts) {
    this.fonts = fonts;
    this.nodes = new Map();
    this.edges = new Map();
    this.boxes = new Map();
    this.ends = new Map(); // node id -> Set of its edges
    this.pairs = new Map(); // pair -> Set of edges side by side
  }

  clear() {
    for (const things of [this.nodes, this.edges, this.boxes, this.ends, this.pairs]) things.clear();
  }

  /** @param {{id, x, y, shape, icon, label, sub, noted, mark}} node  a new one or one that changed */
  putNode(node) {
    const old = this.nodes.get(node.id);
    const same = old && old.label === node.label && old.sub === node.sub && old.shape === node.shape;
    const sized = same ? { ...old, ...node } : { ...node, ...this.#size(node) };
    this.nodes.set(node.id, sized);
    if (!this.ends.has(node.id)) this.ends.set(node.id, new Set());
    this.#stir(node.id);
  }

  /** @param {{id, source, target, text, strength, direction, mark, sign}} edge */
  putEdge(edge) {
    this.dropEdge(edge.id);
    const made = { ...edge, path: null, textWide: edge.text ? width(edge.text, this.fonts.plain) : 0 };
    this.edges.set(edge.id, made);
    for (const end of [edge.source, edge.target]) this.ends.get(end)?.add(made);
    const pair = pairOf(edge);
    if (!this.pairs.has(pair)) this.pairs.set(pair, new Set());
    this.pairs.get(pair).add(made);
    for (const other of this.pairs.get(pair)) other.path = null;
  }

  dropEdge(id) {
    const edge = this.edges.get(id);
    if (!edge) return;
    this.edges.delete(id);
    for (const end of [edge.source, edge.target]) this.ends.get(end)?.delete(edge);
    const side = this.pairs.get(pairOf(edge));
    side.delete(edge);
    for (const other of side) other.path = null;
    if (!side.size) this.pairs.delete(pairOf(edge));
  }

  dropNode(id) {
    for (const edge of [...(this.ends.get(id) ?? [])]) this.dropEdge(edge.id);
    this.nodes.delete(id);
    this.ends.delete(id);
  }

  /** Boxes round their members; one that stands for an entity becomes that entity's own box. */
  putBoxes(groups) {
    for (const node of this.nodes.values()) if (node.frame) this.#frame(node, null);
    this.boxes = new Map([...groups].map((group) => [group.id, { ...group, members: group.members.filter((one) => this.nodes.has(one) && one !== group.entity) }]));
    this.fitBoxes();
  }

  /** Boxes follow their members. */
  fitBoxes() {
    for (const box of this.boxes.values()) {
      const inner = around(box.members.map((id) => this.extent(this.nodes.get(id))));
      const least = box.label ? width(box.label, this.fonts.strong) + 24 : 0;
      box.rect = inner && grown(inner, least);
      const holder = this.nodes.get(box.entity);
      if (holder && box.rect) this.#frame(holder, box.rect);
    }
  }

  #frame(node, rect) {
    node.frame = rect;
    if (rect) Object.assign(node, { x: (rect.x1 + rect.x2) / 2, y: (rect.y1 + rect.y2) / 2 });
    else Object.assign(node, { x: node.at[0], y: node.at[1] });
    this.#stir(node.id);
  }

  /** Move an entity; its lines and boxes follow. */
  move(id, x, y) {
    const node = this.nodes.get(id);
    if (!node || node.frame) return;
    Object.assign(node, { x, y, at: [x, y] });
    this.#stir(id);
  }

  #stir(id) {
    for (const edge of this.ends.get(id) ?? []) edge.path = null;
  }

  #size({ label, sub, shape }) {
    const lines = inLines(label, this.fonts.bold);
    const below = sub ? inLines(sub, this.fonts.plain).slice(0, 1) : [];
    const wide = Math.max(0, ...lines.map((line) => width(line, this.fonts.bold)), ...below.map((line) => width(line, this.fonts.plain)));
    const high = (lines.length + below.length) * LINE;
    const box = shape === "box";
    return { lines, below, wide, high, halfWide: box ? Math.max(44, wide / 2 + 18) : ROUND, halfHigh: box ? high / 2 + 12 : ROUND };
  }

  /** Where an entity's words stand, relative to its middle. */
  words(node) {
    if (node.frame) return { x1: -node.wide / 2, x2: node.wide / 2, y1: (node.frame.y1 - node.frame.y2) / 2 + 5, y2: (node.frame.y1 - node.frame.y2) / 2 + 5 + node.high };
    if (node.shape === "box") return { x1: -node.wide / 2, x2: node.wide / 2, y1: -node.high / 2, y2: node.high / 2 };
    const top = node.shape === "circle" ? ROUND + 3 : ICON + 2;
    return { x1: -node.wide / 2 - 2, x2: node.wide / 2 + 2, y1: top, y2: top + node.high };
  }

  /** All that an entity covers. */
  extent(node) {
    if (node.frame) return node.frame;
    const text = this.words(node);
    return {
      x1: node.x + Math.min(-node.halfWide, text.x1), x2: node.x + Math.max(node.halfWide, text.x2),
      y1: node.y - node.halfHigh, y2: node.y + Math.max(node.halfHigh, text.y2),
    };
  }

  /** How far a line from the middle of an entity runs until it is out of its shape and its words. */
  #exit(node, ux, uy) {
    if (node.frame) return boxExit(ux, uy, (node.frame.x2 - node.frame.x1) / 2, (node.frame.y2 - node.frame.y1) / 2);
    if (node.shape === "box") return boxExit(ux, uy, node.halfWide, node.halfHigh);
    const out = node.shape === "circle" ? ROUND : ICON + 2;
    return Math.max(out, rectExit(ux, uy, this.words(node)));
  }

  /** The course of a line: ends at the edges of the shapes, and a control point where it is bent. */
  path(edge) {
    if (!edge.path) edge.path = this.#trace(edge);
    return edge.path;
  }

  #trace(edge) {
    const one = this.nodes.get(edge.source);
    const other = this.nodes.get(edge.target);
    if (!one || !other) return null;
    const length = Math.hypot(other.x - one.x, other.y - one.y) || 1;
    const bend = this.#bend(edge) * BEND;
    const middle = { x: (one.x + other.x) / 2 - ((other.y - one.y) / length) * bend * 2, y: (one.y + other.y) / 2 + ((other.x - one.x) / length) * bend * 2 };
    const from = this.#edgeOf(one, bend ? middle : other, 0);
    const to = this.#edgeOf(other, bend ? middle : one, 0);
    const path = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, cx: bend ? middle.x : null, cy: bend ? middle.y : null };
    const crossed = (path.x2 - path.x1) * (other.x - one.x) + (path.y2 - path.y1) * (other.y - one.y) < 0;
    if (crossed && !bend) Object.assign(path, { x1: one.x, y1: one.y, x2: other.x, y2: other.y });
    return { ...path, middle: pointAt(path, 0.5) };
  }

  #edgeOf(node, towards) {
    const size = Math.hypot(towards.x - node.x, towards.y - node.y) || 1;
    const ux = (towards.x - node.x) / size;
    const uy = (towards.y - node.y) / size;
    const out = this.#exit(node, ux, uy) + 3;
    return { x: node.x + ux * out, y: node.y + uy * out };
  }

  /** Lines of one pair lie side by side: -1, 0, 1 and so on; the same for both directions. */
  #bend(edge) {
    const side = this.pairs.get(pairOf(edge));
    if (!side || side.size < 2) return 0;
    const at = [...side].indexOf(edge);
    const bend = at - (side.size - 1) / 2;
    return edge.source < edge.target ? bend : -bend;
  }

  /** Where the words of a line stand. */
  tag(edge) {
    const path = this.path(edge);
    if (!path) return null;
    const wide = edge.textWide + 8 + (edge.sign ? 22 : 0);
    return { x1: path.middle.x - wide / 2, x2: path.middle.x + wide / 2, y1: path.middle.y - 9, y2: path.middle.y + 9 };
  }

  /** What lies at a point: {kind: node|edge|box, id} or null. `scale` is the zoom. */
  at(x, y, scale) {
    const node = this.nodeAt(x, y, scale);
    if (node) return { kind: "node", id: node.id };
    const grip = GRIP / Math.min(scale, 1.5);
    let best = null;
    for (const edge of this.edges.values()) {
      const path = this.path(edge);
      if (!path) continue;
      const far = within(this.tag(edge), x, y) ? 0 : fromPath(x, y, path);
      if (far < grip && (!best || far < best.far)) best = { far, id: edge.id };
    }
    if (best) return { kind: "edge", id: best.id };
    const box = [...this.boxes.values()].reverse().find((one) => one.rect && !this.nodes.get(one.entity)?.frame && onRim(one.rect, x, y, grip));
    return box ? { kind: "box", id: box.id } : null;
  }

  /** The entity at a point; the last drawn lies on top. Framed ones are held at their rim or name. */
  nodeAt(x, y, scale = 1) {
    let found = null;
    let rim = null;
    for (const node of this.nodes.values()) {
      if (node.frame) {
        if (onRim(node.frame, x, y, GRIP / scale)) rim = node;
      } else if (within(this.extent(node), x, y) && this.#covers(node, x, y)) found = node;
    }
    return found ?? rim;
  }

  #covers(node, x, y) {
    return (Math.abs(x - node.x) <= node.halfWide && Math.abs(y - node.y) <= node.halfHigh) || within(this.words(node), x - node.x, y - node.y);
  }

  /** The rectangle round everything. */
  whole() {
    const parts = [...this.nodes.values()].map((node) => this.extent(node));
    for (const box of this.boxes.values()) if (box.rect) parts.push(box.rect);
    return around(parts);
  }
}

function pairOf(edge) {
  return edge.source < edge.target ? `${edge.source} ${edge.target}` : `${edge.target} ${edge.source}`;
}

function grown(rect, least) {
  const more = Math.max(0, least - (rect.x2 - rect.x1 + 2 * PAD)) / 2;
  return { x1: rect.x1 - PAD - more, x2: rect.x2 + PAD + more, y1: rect.y1 - PAD - HEAD + 6, y2: rect.y2 + PAD };
}

/** At the rim of a box or in its head, where its name stands. */
function onRim(rect, x, y, grip) {
  if (!within(rect, x, y, grip)) return false;
  const inside = { x1: rect.x1 + grip, x2: rect.x2 - grip, y1: rect.y1 + HEAD, y2: rect.y2 - grip };
  return !within(inside, x, y);
}

export { HEAD, ICON, NAME, ROUND };
