// The signs of a marked chart: the same shapes as in the list of lines, each with its number.

import { digits } from "../../components/digits.js";

const HALF = 10;

/** @param {{outcome: string, number: number}} sign */
export function drawSign(ctx, { outcome, number }, x, y, look) {
  const draws = { found: tick, missing: ring, gap: ring, wrong_direction: diamond, wrong_strength: triangle, wrong_type: disc, trap: square, unsupported: square };
  const shape = draws[outcome];
  if (!shape) return;
  ctx.save();
  ctx.translate(x, y);
  ctx.lineWidth = 2;
  shape(ctx, look);
  if (number && outcome !== "found") {
    ctx.fillStyle = shape === ring ? look.info : look.surface;
    ctx.font = look.sign;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(digits(number), 0, shape === triangle ? 3.5 : 0.5);
  }
  ctx.restore();
}

function tick(ctx, look) {
  ctx.strokeStyle = look.ok;
  ctx.beginPath();
  ctx.moveTo(-4.5, 0);
  ctx.lineTo(-1.5, 3.5);
  ctx.lineTo(4.5, -3.5);
  ctx.stroke();
}

function ring(ctx, look) {
  ctx.fillStyle = look.surface;
  ctx.strokeStyle = look.info;
  ctx.setLineDash([3, 2]);
  ctx.beginPath();
  ctx.arc(0, 0, HALF, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  ctx.setLineDash([]);
}

function filled(ctx, colour, points) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  points.forEach(([x, y], at) => (at ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
  ctx.fill();
}

function diamond(ctx, look) {
  filled(ctx, look.warn, [[0, -13], [13, 0], [0, 13], [-13, 0]]);
}

function triangle(ctx, look) {
  filled(ctx, look.warn, [[0, -13], [13.5, 11], [-13.5, 11]]);
}

function square(ctx, look) {
  filled(ctx, look.bad, [[-HALF, -HALF], [HALF, -HALF], [HALF, HALF], [-HALF, HALF]]);
}

function disc(ctx, look) {
  ctx.fillStyle = look.warn;
  ctx.beginPath();
  ctx.arc(0, 0, HALF + 1, 0, 2 * Math.PI);
  ctx.fill();
}
