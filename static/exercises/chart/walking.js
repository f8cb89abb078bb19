// From one entity to the next by direction: who stands nearest to the right, above and so on.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function wayOf(key) {
  return WAYS[key] ?? null;
}

/** The node that lies best in a direction from a point: near, and not far off the line. Null if none does. */
export function nextIn(nodes, from, [wx, wy], leave = null) {
  let best = null;
  for (const node of nodes) {
    if (node.id === leave) continue;
    const dx = node.x - from.x;
    const dy = node.y - from.y;
    const along = dx * wx + dy * wy;
    const aside = Math.abs(dx * wy - dy * wx);
    if (along <= 1 || aside > along * 2.5) continue;
    const far = along + aside * 2;
    if (!best || far < best.far) best = { far, node };
  }
  return best?.node ?? null;
}
