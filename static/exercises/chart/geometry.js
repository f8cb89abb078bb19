// Plain geometry of the drawing. Lengths are chart units (one pixel at full size); y grows downwards.

/** How far a ray from the middle of a box of these half sizes runs until it leaves it. */
export function boxExit(ux, uy, halfWide, halfHigh) {
  return Math.min(ux ? halfWide / Math.abs(ux) : Infinity, uy ? halfHigh / Math.abs(uy) : Infinity);
}

/** How far a ray from 0, 0 runs until it has left a rectangle that may lie aside; 0 if it never enters. */
export function rectExit(ux, uy, { x1, y1, x2, y2 }) {
  let near = 0;
  let far = Infinity;
  for (const [way, low, high] of [[ux, x1, x2], [uy, y1, y2]]) {
    if (!way) {
      if (low > 0 || high < 0) return 0;
      continue;
    }
    const [one, other] = way > 0 ? [low / way, high / way] : [high / way, low / way];
    near = Math.max(near, one);
    far = Math.min(far, other);
  }
  return near < far && far !== Infinity ? far : 0;
}

/** The distance of a point from a stretch between two points. */
export function fromStretch(x, y, x1, y1, x2, y2) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const size = dx * dx + dy * dy;
  const along = size ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / size)) : 0;
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** The place on a curve (control point in the path, or a straight line) at 0 to 1. */
export function pointAt({ x1, y1, x2, y2, cx, cy }, t) {
  if (cx === null) return { x: x1 + (x2 - x1) * t, y: y1 + (y2 - y1) * t };
  const s = 1 - t;
  return { x: s * s * x1 + 2 * s * t * cx + t * t * x2, y: s * s * y1 + 2 * s * t * cy + t * t * y2 };
}

/** The distance of a point from a line of the chart. */
export function fromPath(x, y, path) {
  if (path.cx === null) return fromStretch(x, y, path.x1, path.y1, path.x2, path.y2);
  let least = Infinity;
  let last = { x: path.x1, y: path.y1 };
  for (let at = 1; at <= 8; at += 1) {
    const next = pointAt(path, at / 8);
    least = Math.min(least, fromStretch(x, y, last.x, last.y, next.x, next.y));
    last = next;
  }
  return least;
}

export function within({ x1, y1, x2, y2 }, x, y, more = 0) {
  return x >= x1 - more && x <= x2 + more && y >= y1 - more && y <= y2 + more;
}

export function overlap(one, other) {
  return one.x1 <= other.x2 && one.x2 >= other.x1 && one.y1 <= other.y2 && one.y2 >= other.y1;
}

/** The smallest rectangle round others; null for none. */
export function around(rects) {
  let found = null;
  for (const { x1, y1, x2, y2 } of rects) {
    if (!found) found = { x1, y1, x2, y2 };
    else {
      found.x1 = Math.min(found.x1, x1);
      found.y1 = Math.min(found.y1, y1);
      found.x2 = Math.max(found.x2, x2);
      found.y2 = Math.max(found.y2, y2);
    }
  }
  return found;
}

/**
 * The part of a straight stretch that lies in a rectangle; null if none does. The start goes back to a multiple
 * of `period` from the real one, so that the dashes of a line stay where they are while the chart is panned.
 */
export function clipped({ x1, y1, x2, y2 }, rect, period) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  let near = 0;
  let far = 1;
  for (const [way, low, high] of [[dx, rect.x1 - x1, rect.x2 - x1], [dy, rect.y1 - y1, rect.y2 - y1]]) {
    if (!way) {
      if (low > 0 || high < 0) return null;
      continue;
    }
    near = Math.max(near, Math.min(low / way, high / way));
    far = Math.min(far, Math.max(low / way, high / way));
  }
  if (near > far) return null;
  const length = Math.hypot(dx, dy) || 1;
  const from = (Math.floor((near * length) / period) * period) / length;
  return { x1: x1 + dx * from, y1: y1 + dy * from, x2: x1 + dx * far, y2: y1 + dy * far };
}
