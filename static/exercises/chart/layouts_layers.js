// Layers by hand, for charts that are too large for the graph library's own: from the heads downwards, each
// layer in the order of what it hangs on.

const SWEEPS = 8;
const WIDEST = 40; // entities in one row; longer layers take several

/** @param {{nodes: {id, wide}[], edges: {source, target}[]}} graph */
export function layers({ nodes, edges }) {
  const rank = ranks(nodes, edges);
  const rows = [];
  for (const node of nodes) (rows[rank.get(node.id)] ??= []).push(node.id);
  const near = new Map(nodes.map((node) => [node.id, []]));
  for (const { source, target } of edges) {
    near.get(source)?.push(target);
    near.get(target)?.push(source);
  }
  const full = rows.filter(Boolean);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) order(sweep % 2 ? [...full].reverse() : full, near);
  const wide = Math.max(120, ...nodes.map((node) => node.wide)) + 30;
  const places = [];
  let y = 0;
  for (const row of full) {
    const parts = Math.ceil(row.length / WIDEST);
    row.forEach((id, at) => {
      const inPart = Math.floor(at / parts);
      const part = at % parts;
      places.push({ id, x: (inPart - Math.ceil(row.length / parts) / 2) * wide + (part * wide) / parts, y: y + part * 90 });
    });
    y += parts * 90 + 90;
  }
  return places;
}

/** How far from a head: those to whom no arrow runs come first, cycles begin at the one with most arrows out. */
function ranks(nodes, edges) {
  const out = new Map(nodes.map((node) => [node.id, []]));
  const into = new Map(nodes.map((node) => [node.id, 0]));
  for (const { source, target } of edges) {
    if (!out.has(source) || !into.has(target)) continue;
    out.get(source).push(target);
    into.set(target, into.get(target) + 1);
  }
  const rank = new Map();
  const starts = [...nodes].sort((one, other) => into.get(one.id) - into.get(other.id) || out.get(other.id).length - out.get(one.id).length);
  for (const { id } of starts) {
    if (rank.has(id)) continue;
    rank.set(id, 0);
    const queue = [id];
    for (const one of queue) {
      for (const next of out.get(one)) {
        if (rank.has(next)) continue;
        rank.set(next, rank.get(one) + 1);
        queue.push(next);
      }
    }
  }
  return rank;
}

/** Each row in the order of the middle of its neighbours. */
function order(rows, near) {
  const at = new Map();
  for (const row of rows) row.forEach((id, place) => at.set(id, place / row.length));
  for (const row of rows) {
    const middle = new Map(row.map((id) => {
      const others = near.get(id);
      return [id, others.length ? others.reduce((sum, one) => sum + at.get(one), 0) / others.length : at.get(id)];
    }));
    row.sort((one, other) => middle.get(one) - middle.get(other));
    row.forEach((id, place) => at.set(id, place / row.length));
  }
}
