// The chart as a picture (PNG): all of it, with its title block and what the lines mean, black on white.

import { draw } from "./pen.js";
import { isolated, PRINT } from "./look.js";

const AIR = 40;
const FOOT = 64;
const DOTS = 2;
const MOST = 8000; // pixels of a side that every browser can draw

/**
 * Draw all of a chart and hand it to the browser as a file.
 * @param {import("../chart_view.js").ChartView} view
 * @param {{lines: string[], words: object}} about the lines of the title block
 */
export async function savePicture(view, { lines, words }) {
  const canvas = picture(view, lines, words);
  const blob = await new Promise((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${fileName(lines[0])}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The whole chart on a canvas of its own. */
export function picture(view, lines, words) {
  const rect = view.scene.whole() ?? { x1: 0, y1: 0, x2: 400, y2: 300 };
  const wide = Math.max(640, rect.x2 - rect.x1 + 2 * AIR);
  const high = rect.y2 - rect.y1 + 2 * AIR;
  const dots = Math.min(DOTS, MOST / wide, MOST / (high + FOOT));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * dots);
  canvas.height = Math.round((high + FOOT) * dots);
  const ctx = canvas.getContext("2d");
  ctx.scale(dots, dots);
  const look = { ...view.look, ...PRINT };
  ctx.fillStyle = look.surface;
  ctx.fillRect(0, 0, wide, high + FOOT);
  const state = { ...view.state, chosen: null, picked: new Set(), others: new Map(), aim: null, draft: null };
  const middle = (wide - (rect.x2 - rect.x1)) / 2;
  draw(ctx, { scene: view.scene, view: { x: middle - rect.x1, y: AIR - rect.y1, k: 1 }, size: { wide, high }, look, icons: view.icons, state, simple: false });
  foot(ctx, look, lines, words, wide, high);
  return canvas;
}

function foot(ctx, look, lines, words, wide, top) {
  ctx.strokeStyle = look.ink;
  ctx.lineWidth = 2;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(0, top);
  ctx.lineTo(wide, top);
  ctx.stroke();
  ctx.textBaseline = "middle";
  ctx.fillStyle = look.ink;
  ctx.textAlign = "left";
  let x = 16;
  for (const [strength, dash] of [["confirmed", []], ["unconfirmed", [7, 5]], ["tentative", [2, 4]]]) {
    ctx.lineWidth = 1.8;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, top + FOOT / 2);
    ctx.lineTo(x + 30, top + FOOT / 2);
    ctx.stroke();
    ctx.font = look.plain;
    const text = isolated(words.strengths[strength]);
    ctx.fillText(text, x + 36, top + FOOT / 2);
    x += 56 + ctx.measureText(text).width;
  }
  ctx.setLineDash([]);
  ctx.textAlign = "right";
  lines.slice(0, 3).forEach((line, at) => {
    ctx.font = at ? look.plain : look.bold;
    ctx.fillText(isolated(line), wide - 16, top + 16 + at * 17);
  });
}

function fileName(title = "") {
  return title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "chart";
}
