// How one entity is drawn: its shape, icon, words, and what tools, marks and other people say about it.

import { isolated, LINE } from "./look.js";
import { ICON, ROUND } from "./scene.js";

/** Words smaller than this on the screen are left out. */
export const READABLE = 6.5;
/** The colour role of each outcome of marking. */
export const TONES = {
  found: "ok", wrong_type: "warn", wrong_direction: "warn", wrong_strength: "warn", trap: "bad", unsupported: "bad",
  missing: "info", gap: "info", neutral: "ink-3",
};
const CLUSTERS = ["accent", "warn", "info", "ok", "hold", "bad", "ink-2", "ink-3"];

export function outline({ ctx, look, state, k }, node) {
  const chosen = node.id === state.chosen || state.picked.has(node.id);
  const tone = TONES[node.mark];
  ctx.lineWidth = Math.max(chosen || state.aim === node.id ? 3 : 1.8, 1 / k);
  ctx.strokeStyle = state.aim === node.id ? look.ok : chosen ? look.accent : tone && node.mark !== "found" ? look[tone] : look.ink;
  ctx.setLineDash(node.mark === "missing" ? [4, 3] : []);
}

export function drawNode(pen, node) {
  const { ctx, look, state } = pen;
  ctx.globalAlpha = state.dim.has(node.id) ? 0.18 : 1;
  drawHalo(pen, node);
  outline(pen, node);
  ctx.fillStyle = look.surface;
  ctx.beginPath();
  if (node.shape === "box") ctx.rect(node.x - node.halfWide, node.y - node.halfHigh, node.halfWide * 2, node.halfHigh * 2);
  else ctx.arc(node.x, node.y, node.shape === "circle" ? ROUND - 1 : ICON + 3, 0, 2 * Math.PI);
  ctx.fill();
  drawShade(pen, node);
  if (node.shape !== "icon" || ctx.lineWidth > 2.5) ctx.stroke();
  ctx.setLineDash([]);
  if (node.shape !== "box") drawIcon(pen, node);
  if (node.noted) drawNoted(pen, node);
  drawWords(pen, node);
  drawOthers(pen, node);
  ctx.globalAlpha = 1;
}

/** Softly round what is chosen or pointed out. */
function drawHalo({ ctx, look, state, scene }, node) {
  const lit = state.lit.has(node.id);
  if (!lit && node.id !== state.chosen) return;
  const { x1, y1, x2, y2 } = scene.extent(node);
  ctx.fillStyle = lit ? look.mark : look["accent-soft"];
  ctx.beginPath();
  ctx.roundRect(x1 - 6, y1 - 6, x2 - x1 + 12, y2 - y1 + 12, 4);
  ctx.fill();
}

/** How central an entity is, in five steps, or which cluster it belongs to. */
function drawShade({ ctx, look, state }, node) {
  const step = state.shade.get(node.id);
  if (!step) return;
  const cluster = typeof step === "string" && step.startsWith("c");
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * (cluster ? 0.45 : Number(step) * 0.13);
  ctx.fillStyle = look[cluster ? CLUSTERS[(Number(step.slice(1)) - 1) % CLUSTERS.length] : "accent"];
  ctx.fill();
  ctx.globalAlpha = before;
}

function drawIcon({ ctx, look, icons, state, k }, node) {
  const icon = icons[node.icon];
  if (!icon || 26 * k < 8) return;
  const wide = node.shape === "icon" ? 27 : 24;
  const tone = TONES[node.mark];
  ctx.save();
  ctx.translate(node.x - wide / 2, node.y - wide / 2);
  ctx.scale(wide / 24, wide / 24);
  ctx.lineWidth = 1.5;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.strokeStyle = node.id === state.chosen ? look.accent : tone && node.mark !== "found" ? look[tone] : look.ink;
  ctx.stroke(icon);
  ctx.restore();
}

function drawNoted({ ctx, look }, node) {
  const x = node.x + node.halfWide - (node.shape === "box" ? 9 : 5);
  const y = node.y - node.halfHigh;
  ctx.fillStyle = look.warn;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + 9, y);
  ctx.lineTo(x + 9, y + 9);
  ctx.closePath();
  ctx.fill();
}

export function drawWords(pen, node) {
  const { ctx, look, state, scene, k, words } = pen;
  if (!words || 13 * k < READABLE) return;
  const at = scene.words(node);
  if (node.shape !== "box") {
    ctx.fillStyle = state.lit.has(node.id) ? look.mark : node.id === state.chosen ? look["accent-soft"] : look.surface;
    ctx.fillRect(node.x + at.x1, node.y + at.y1, at.x2 - at.x1, at.y2 - at.y1);
  }
  const tone = TONES[node.mark];
  ctx.fillStyle = tone && node.mark !== "found" && node.mark !== "neutral" ? look[tone] : look.ink;
  ctx.font = look.bold;
  let y = node.y + at.y1 + LINE / 2;
  for (const line of node.lines) {
    ctx.fillText(isolated(line), node.x, y);
    y += LINE;
  }
  ctx.fillStyle = look["ink-2"];
  ctx.font = look.plain;
  for (const line of node.below) {
    ctx.fillText(isolated(line), node.x, y);
    y += LINE;
  }
}

/** Who else works on this just now: a line round it in their colour, initials at its corner. */
function drawOthers(pen, node) {
  const others = pen.state.others.get(node.id);
  if (!others) return;
  const { ctx, look, scene } = pen;
  const { x1, y1, x2, y2 } = scene.extent(node);
  ctx.strokeStyle = look[others[0].colour] ?? look.ink;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.roundRect(x1 - 8, y1 - 8, x2 - x1 + 16, y2 - y1 + 16, 5);
  ctx.stroke();
  drawHands(pen, others, node.x + node.halfWide + 4, node.y - node.halfHigh - 2);
}

/** Initials of those who have chosen a thing, side by side. */
export function drawHands({ ctx, look }, others, left, y) {
  others.forEach(({ initials, colour }, at) => {
    const x = left + at * 20;
    ctx.beginPath();
    ctx.arc(x, y, 10, 0, 2 * Math.PI);
    ctx.fillStyle = look.surface;
    ctx.fill();
    ctx.strokeStyle = look[colour] ?? look.ink;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fillStyle = look.ink;
    ctx.font = look.strong;
    ctx.fillText(initials, x, y + 0.5);
  });
}
