// Layouts that need no library: a ring, columns by type, a time line. Pure functions of the graph.

const GAP = 46;

/** A ring on which those who are linked stand near each other. */
export function ring({ nodes, edges }) {
  const order = walk(nodes, edges);
  const round = order.reduce((sum, node) => sum + Math.max(node.wide, 60) + GAP, 0);
  const radius = Math.max(140, round / (2 * Math.PI));
  return order.map((node, at) => {
    const angle = (2 * Math.PI * at) / order.length - Math.PI / 2;
    return { id: node.id, x: radius * Math.cos(angle), y: radius * 0.8 * Math.sin(angle) };
  });
}

/** Depth first from the most linked one, so that neighbours follow each other. */
function walk(nodes, edges) {
  const near = neighbours(nodes, edges);
  const waiting = [...nodes].sort((one, other) => near.get(other.id).length - near.get(one.id).length);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set();
  const order = [];
  for (const start of waiting) {
    const stack = [start.id];
    while (stack.length) {
      const id = stack.pop();
      if (seen.has(id)) continue;
      seen.add(id);
      order.push(byId.get(id));
      stack.push(...near.get(id).filter((one) => !seen.has(one)));
    }
  }
  return order;
}

function neighbours(nodes, edges) {
  const near = new Map(nodes.map((node) => [node.id, []]));
  for (const { source, target } of edges) {
    near.get(source)?.push(target);
    near.get(target)?.push(source);
  }
  return near;
}

/** Blocks by type side by side, the most linked ones first in each. */
export function byType({ nodes, edges }) {
  const near = neighbours(nodes, edges);
  const kinds = new Map();
  for (const node of nodes) {
    if (!kinds.has(node.type)) kinds.set(node.type, []);
    kinds.get(node.type).push(node);
  }
  const places = [];
  let left = 0;
  for (const block of [...kinds.values()].sort((one, other) => other.length - one.length)) {
    block.sort((one, other) => near.get(other.id).length - near.get(one.id).length);
    const columns = Math.max(1, Math.round(Math.sqrt(block.length / 2)));
    const wide = Math.max(...block.map((node) => node.wide)) + GAP;
    const high = Math.max(...block.map((node) => node.high)) + GAP;
    block.forEach((node, at) => places.push({ id: node.id, x: left + (at % columns) * wide, y: Math.floor(at / columns) * high }));
    left += columns * wide + 2 * GAP;
  }
  return places;
}

/** From left to right by date; those of one time stand under each other, those without a date below all. */
export function byTime({ nodes }) {
  const dated = nodes.filter((node) => node.date).sort((one, other) => (one.date < other.date ? -1 : 1));
  const places = [];
  let column = 0;
  let row = 0;
  dated.forEach((node, at) => {
    if (at && node.date.slice(0, 10) !== dated[at - 1].date.slice(0, 10)) {
      column += 1;
      row = 0;
    }
    places.push({ id: node.id, x: column * 190, y: row * 110 + (column % 2) * 40 });
    row += 1;
  });
  const low = places.reduce((most, { y }) => Math.max(most, y), -110) + 170;
  const across = Math.max(4, Math.min(12, column + 1));
  nodes.filter((node) => !node.date).forEach((node, at) => places.push({ id: node.id, x: (at % across) * 190, y: low + Math.floor(at / across) * 110 }));
  return places;
}

const ROUNDS = 80;

/**
 * Push apart what overlaps, and linked ones until their line has room for its words. Changes the places given.
 * @param {{id, x, y}[]} places  @param {{nodes, edges}} graph sizes by node, `long` is the room that a line's words need
 */
export function spread(places, { nodes, edges }) {
  const size = new Map(nodes.map(({ id, wide, high }) => [id, { wide: wide + 34, high: high + 30 }]));
  const at = new Map(places.map((place) => [place.id, place]));
  widen(places, size);
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (const { source, target, long = 0 } of edges) moved = stretch(at.get(source), at.get(target), size, long) || moved;
    for (let one = 0; one < places.length; one += 1) {
      for (let other = one + 1; other < places.length; other += 1) moved = push(places[one], places[other], size) || moved;
    }
    if (!moved) return places;
  }
  return places;
}

/** Room for all of them at least, before the crowded ones push each other about. */
function widen(places, size) {
  const range = (name) => Math.max(...places.map((one) => one[name])) - Math.min(...places.map((one) => one[name])) || 1;
  const needed = [...size.values()].reduce((sum, { wide, high }) => sum + wide * high, 0) * 3;
  const factor = Math.sqrt(needed / (range("x") * range("y")));
  if (factor <= 1) return;
  for (const one of places) Object.assign(one, { x: one.x * factor, y: one.y * factor });
}

function push(one, other, size) {
  const a = size.get(one.id);
  const b = size.get(other.id);
  const dx = other.x - one.x || 0.1;
  const dy = other.y - one.y || 0.1;
  const overX = (a.wide + b.wide) / 2 - Math.abs(dx);
  const overY = (a.high + b.high) / 2 - Math.abs(dy);
  if (overX <= 0 || overY <= 0) return false;
  if (overX < overY) shift(one, other, (Math.sign(dx) * (overX + 1)) / 2, 0);
  else shift(one, other, 0, (Math.sign(dy) * (overY + 1)) / 2);
  return true;
}

/** Between linked ones there is room for the words of their line. */
function stretch(one, other, size, long) {
  if (!one || !other) return false;
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const far = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / far, dy / far];
  const half = ({ wide, high }) => Math.min(ux ? wide / 2 / Math.abs(ux) : Infinity, uy ? high / 2 / Math.abs(uy) : Infinity);
  const words = Math.max(24, long * Math.abs(ux)) + 26;
  const short = half(size.get(one.id)) + half(size.get(other.id)) + words - 34 - far;
  if (short <= 1) return false;
  shift(one, other, (ux * short) / 2, (uy * short) / 2);
  return true;
}

function shift(one, other, x, y) {
  one.x -= x;
  one.y -= y;
  other.x += x;
  other.y += y;
}
