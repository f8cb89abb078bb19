// Shapes in percent of a picture, as the file writes them: rect x y width height, circle x y radius, polygon x y x y ...
// `ratio` is the picture's height divided by its width.

const LEAST = 0.5;

export const SHAPES = {
  rect: { valid: (at) => at.length === 4 },
  circle: { valid: (at) => at.length === 3 },
  polygon: { valid: (at) => at.length >= 6 && at.length % 2 === 0 },
};

const bounded = (value) => Math.min(100, Math.max(0, value));

/** A point kept on the picture. */
export const bounds = (point) => point.map(bounded);

/** The numbers of a field; none where a part of it is no number. */
export function numbers(text) {
  const found = text.split(/[\s,;]+/).filter(Boolean).map(Number);
  return found.every(Number.isFinite) ? found : [];
}

const pairs = (at) => at.flatMap((one, place) => (place % 2 ? [] : [[one, at[place + 1]]]));

/** Where a shape is held as a whole. */
export function middle(shape, at) {
  if (shape === "rect") return [at[0] + at[2] / 2, at[1] + at[3] / 2];
  if (shape === "circle") return [at[0], at[1]];
  const corners = pairs(at);
  return [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
}

/** The points by which it is pulled into form. */
export function grips(shape, at) {
  if (shape === "circle") return [[at[0] + at[2], at[1]]];
  if (shape === "polygon") return pairs(at);
  const [x, y, width, height] = at;
  return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
}

/** All of it moved, as far as the picture goes. */
export function moved(shape, at, by) {
  const points = shape === "circle" ? [[at[0], at[1]]] : grips(shape, at);
  const [dx, dy] = [0, 1].map((axis) => {
    const places = points.map((point) => point[axis]);
    return Math.min(100 - Math.max(...places), Math.max(-Math.min(...places), by[axis]));
  });
  if (shape === "polygon") return at.map((one, place) => one + (place % 2 ? dy : dx));
  return [at[0] + dx, at[1] + dy, ...at.slice(2)];
}

/** With one of its points pulled to a place. */
export function pulled(shape, at, corner, to, ratio) {
  if (shape === "rect") return spanned("rect", grips(shape, at)[(corner + 2) % 4], to, ratio);
  if (shape === "circle") return [at[0], at[1], Math.max(LEAST, radius(at, to, ratio))];
  return at.map((one, place) => (Math.floor(place / 2) === corner ? to[place % 2] : one));
}

const radius = (at, to, ratio) => Math.min(100, Math.hypot(to[0] - at[0], (to[1] - at[1]) * ratio));

/** A shape from where the pointer went down to where it is. */
export function spanned(shape, from, to, ratio) {
  if (shape === "circle") return [...from, Math.max(LEAST, radius(from, to, ratio))];
  const sizes = [0, 1].map((axis) => Math.max(LEAST, Math.abs(to[axis] - from[axis])));
  return [Math.min(from[0], to[0]), Math.min(from[1], to[1]), ...sizes];
}

/** A polygon with one corner more, half way to the next. */
export function withCorner(shape, at, corner) {
  if (shape !== "polygon" || at.length >= 80) return at;
  const corners = pairs(at);
  const next = corners[(corner + 1) % corners.length];
  corners.splice(corner + 1, 0, [0, 1].map((axis) => (corners[corner][axis] + next[axis]) / 2));
  return corners.flat();
}

/** A polygon without a corner; three stay. */
export function withoutCorner(shape, at, corner) {
  if (shape !== "polygon" || at.length <= 6) return at;
  return pairs(at).filter((_one, place) => place !== corner).flat();
}
