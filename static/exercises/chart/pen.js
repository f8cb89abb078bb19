// Draws a scene on a canvas. Simple: shapes and lines only, while things move.

import { clipped, overlap } from "./geometry.js";
import { isolated, width } from "./look.js";
import { drawHands, drawNode, drawWords, outline, READABLE, TONES } from "./pen_nodes.js";
import { HEAD } from "./scene.js";
import { drawSign } from "./signs.js";

const DASHES = { confirmed: [], unconfirmed: [7, 5], tentative: [2, 4] };

/**
 * @param {CanvasRenderingContext2D} ctx  scaled to screen pixels
 * @param {object} what  {scene, view: {x, y, k}, size: {wide, high}, look, icons, state, simple}
 *        view: the chart's point 0, 0 is at x, y on the screen, k is the zoom.
 *        state: {chosen, picked: Set, dim: Set, lit: Set, shade: Map, others: Map, aim: id, draft: line}
 */
export function draw(ctx, what) {
  const { scene, view, size, state } = what;
  const seen = { x1: -view.x / view.k, y1: -view.y / view.k, x2: (size.wide - view.x) / view.k, y2: (size.high - view.y) / view.k };
  const pen = { ...what, ctx, seen, words: !what.simple, k: view.k };
  ctx.save();
  ctx.translate(view.x, view.y);
  ctx.scale(view.k, view.k);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const box of scene.boxes.values()) if (box.rect && overlap(box.rect, seen)) drawBox(pen, box);
  for (const node of scene.nodes.values()) if (node.frame && overlap(node.frame, seen)) drawFrame(pen, node);
  for (const box of scene.boxes.values()) if (box.rect && !framed(scene, box)) drawBoxLine(pen, box);
  const edges = [...scene.edges.values()].filter((edge) => visible(pen, edge));
  drawLines(pen, edges);
  if (state.draft) drawDraft(pen, state.draft);
  if (pen.words && 12 * pen.k >= READABLE) for (const edge of edges) drawTag(pen, edge);
  for (const box of scene.boxes.values()) if (box.rect && !framed(scene, box)) drawBoxName(pen, box);
  for (const node of scene.nodes.values()) if (!node.frame && overlap(scene.extent(node), seen)) drawNode(pen, node);
  ctx.restore();
}

function visible({ scene, seen }, edge) {
  const path = scene.path(edge);
  if (!path) return false;
  const bent = path.cx ?? path.x1;
  const bend = path.cy ?? path.y1;
  return overlap({ x1: Math.min(path.x1, path.x2, bent), y1: Math.min(path.y1, path.y2, bend), x2: Math.max(path.x1, path.x2, bent), y2: Math.max(path.y1, path.y2, bend) }, seen);
}

// --- lines ---

/** Lines of one look are one path, so that thousands cost little. */
function drawLines(pen, edges) {
  const { ctx, look, state, scene, k } = pen;
  const looks = new Map();
  for (const edge of edges) {
    const chosen = edge.id === state.chosen || state.picked.has(edge.id);
    const tone = chosen ? "accent" : (TONES[edge.mark] ?? "ink-2");
    const missing = edge.mark === "missing";
    const wide = chosen || state.lit.has(edge.id) ? 3 : missing || (edge.mark && !["found", "neutral"].includes(edge.mark)) ? 2.6 : 1.6;
    const key = `${tone} ${wide} ${missing ? "missing" : edge.strength} ${state.dim.has(edge.id)}`;
    if (!looks.has(key)) looks.set(key, { tone, wide, dash: missing ? [3, 3] : DASHES[edge.strength], dim: state.dim.has(edge.id), halo: chosen || state.lit.has(edge.id), edges: [] });
    looks.get(key).edges.push(edge);
  }
  for (const one of looks.values()) {
    const period = one.dash.length ? (one.dash[0] + one.dash[1]) * Math.max(1, 1 / k) : 1;
    const course = new Path2D();
    const heads = new Path2D();
    for (const edge of one.edges) {
      const path = scene.path(edge);
      follow(course, path, pen.seen, period);
      if ((pen.words || edges.length < 300) && k > 0.12) arrows(heads, edge, path, Math.max(1, 0.55 / k));
    }
    ctx.globalAlpha = one.dim ? 0.18 : 1;
    if (one.halo) {
      ctx.setLineDash([]);
      ctx.strokeStyle = look["accent-soft"];
      ctx.lineWidth = 12;
      ctx.stroke(course);
    }
    ctx.strokeStyle = look[one.tone];
    ctx.fillStyle = look[one.tone];
    ctx.lineWidth = Math.max(one.wide, one.wide / 1.8 / k);
    const scale = Math.max(1, 1 / k);
    ctx.setLineDash(pen.words || edges.length < 300 ? one.dash.map((part) => part * scale) : []);
    ctx.stroke(course);
    ctx.fill(heads);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** What lies outside the picture is not drawn: dashes of far ends would cost more than all the rest. */
function follow(course, path, seen, period) {
  if (path.cx !== null) {
    course.moveTo(path.x1, path.y1);
    course.quadraticCurveTo(path.cx, path.cy, path.x2, path.y2);
    return;
  }
  const part = clipped(path, seen, period);
  if (!part) return;
  course.moveTo(part.x1, part.y1);
  course.lineTo(part.x2, part.y2);
}

function arrows(heads, edge, path, scale) {
  if (edge.direction === "none") return;
  arrow(heads, path.cx ?? path.x1, path.cy ?? path.y1, path.x2, path.y2, scale);
  if (edge.direction === "both") arrow(heads, path.cx ?? path.x2, path.cy ?? path.y2, path.x1, path.y1, scale);
}

function arrow(heads, fromX, fromY, x, y, scale) {
  const angle = Math.atan2(y - fromY, x - fromX);
  const [long, half] = [9 * scale, 4 * scale];
  const back = { x: x - Math.cos(angle) * long, y: y - Math.sin(angle) * long };
  heads.moveTo(x, y);
  heads.lineTo(back.x - Math.sin(angle) * half, back.y + Math.cos(angle) * half);
  heads.lineTo(back.x + Math.sin(angle) * half, back.y - Math.cos(angle) * half);
  heads.closePath();
}

function drawDraft({ ctx, look }, { x1, y1, x2, y2 }) {
  ctx.strokeStyle = look.accent;
  ctx.lineWidth = 2;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The words of a line, on paper colour; a mark's sign stands before them. */
function drawTag({ ctx, look, scene, state, seen }, edge) {
  if (!edge.text && !edge.sign) return;
  const at = scene.tag(edge);
  if (!overlap(at, seen)) return;
  const chosen = edge.id === state.chosen;
  const tone = TONES[edge.mark];
  const marked = tone && edge.mark !== "found" && edge.mark !== "neutral";
  ctx.globalAlpha = state.dim.has(edge.id) ? 0.18 : 1;
  ctx.fillStyle = look.surface;
  ctx.fillRect(at.x1, at.y1, at.x2 - at.x1, at.y2 - at.y1);
  if (chosen) {
    ctx.strokeStyle = look.accent;
    ctx.lineWidth = 1;
    ctx.strokeRect(at.x1, at.y1, at.x2 - at.x1, at.y2 - at.y1);
  }
  const others = state.others.get(edge.id);
  if (others) {
    ctx.strokeStyle = look[others[0].colour] ?? look.ink;
    ctx.lineWidth = 2;
    ctx.strokeRect(at.x1 - 3, at.y1 - 3, at.x2 - at.x1 + 6, at.y2 - at.y1 + 6);
    drawHands({ ctx, look }, others, at.x2 + 14, at.y1 - 4);
  }
  const y = (at.y1 + at.y2) / 2;
  if (edge.sign) drawSign(ctx, edge.sign, at.x1 + 10, y, look);
  ctx.fillStyle = chosen ? look.accent : marked ? look[tone] : look["ink-2"];
  ctx.font = chosen || marked ? look.strong : look.plain;
  ctx.fillText(isolated(edge.text), (at.x1 + (edge.sign ? 22 : 0) + at.x2) / 2, y + 0.5);
  ctx.globalAlpha = 1;
}

// --- boxes ---

/** A box that stands for an entity is drawn as that entity. */
function framed(scene, box) {
  return Boolean(scene.nodes.get(box.entity)?.frame);
}

function drawBox({ ctx, look }, { rect: { x1, y1, x2, y2 } }) {
  ctx.globalAlpha = 0.4;
  ctx.fillStyle = look.sunken;
  ctx.fillRect(x1, y1, x2 - x1, y2 - y1);
  ctx.globalAlpha = 1;
}

function drawBoxLine({ ctx, look, state }, { id, rect: { x1, y1, x2, y2 } }) {
  const chosen = id === state.chosen;
  ctx.strokeStyle = chosen ? look.accent : look["rule-strong"];
  ctx.lineWidth = chosen ? 2.5 : 1.2;
  ctx.strokeRect(x1, y1, x2 - x1, y2 - y1);
}

function drawBoxName({ ctx, look, state, k, words }, box) {
  if (!words || !box.label || 12 * k < READABLE) return;
  const { x1, y1 } = box.rect;
  ctx.font = look.strong;
  ctx.fillStyle = look.surface;
  ctx.fillRect(x1 + 6, y1 + 5, width(box.label, look.strong) + 6, 18);
  ctx.fillStyle = box.id === state.chosen ? look.accent : look["ink-2"];
  ctx.textAlign = "left";
  ctx.fillText(isolated(box.label), x1 + 9, y1 + HEAD / 2 + 2);
  ctx.textAlign = "center";
}

/** An organisation that is drawn as the box round its members. */
function drawFrame(pen, node) {
  const { ctx, state } = pen;
  const { x1, y1, x2, y2 } = node.frame;
  ctx.globalAlpha = state.dim.has(node.id) ? 0.18 : 1;
  outline(pen, node);
  ctx.strokeRect(x1, y1, x2 - x1, y2 - y1);
  drawWords(pen, node);
  ctx.globalAlpha = 1;
}
