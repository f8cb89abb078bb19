// Layouts: new places for all entities, as one step. The heavy ones run beside the page, in a worker.

import { byTime, byType, ring } from "./layouts_plain.js";

const PLAIN = { circle: ring, types: byType, time: byTime };
const PATIENCE = 60_000;

export const LAYOUTS = ["organic", "hierarchic", "circle", "types", "time"];

/**
 * Places by entity id for a layout.
 * @param {string} name  one of LAYOUTS
 * @param {{nodes: {id, x, y, wide, high, type, date}[], edges: {source, target}[]}} graph
 * @returns {Promise<{id: string, at: [number, number]}[]>}
 */
export async function placesOf(name, graph) {
  if (!graph.nodes.length) return [];
  const places = PLAIN[name] ? PLAIN[name](graph) : await beside(name, graph);
  return places.map(({ id, x, y }) => ({ id, at: [Math.round(x), Math.round(y)] }));
}

function beside(name, graph) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./layout_worker.js", import.meta.url), { type: "module" });
    const late = setTimeout(() => end(reject, new Error("late")), PATIENCE);
    function end(how, what) {
      clearTimeout(late);
      worker.terminate();
      how(what);
    }
    worker.addEventListener("message", ({ data }) => end(resolve, data));
    worker.addEventListener("error", (event) => end(reject, new Error(event.message)));
    worker.postMessage({ name, graph });
  });
}
