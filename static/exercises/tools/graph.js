// The chart as a graph for Cytoscape's own algorithms, without a drawing.

import cytoscape from "../../vendor/cytoscape.js";

const BACK = "~back";

/**
 * A graph of the chart's entities and links. `leave(id)`: true for what is left out.
 * With `directed`, a link without direction or with both can be gone either way.
 */
export function graphOf(model, { leave = () => false, directed = false } = {}) {
  const nodes = [...model.entities.keys()].filter((id) => !leave(id));
  const there = new Set(nodes);
  const links = [...model.links.values()].filter((link) => !leave(link.id) && there.has(link.source) && there.has(link.target));
  const edges = links.map(({ id, source, target }) => ({ group: "edges", data: { id, source, target } }));
  const back = directed ? links.filter((link) => link.direction !== "forward").map(({ id, source, target }) => ({ group: "edges", data: { id: id + BACK, source: target, target: source } })) : [];
  return cytoscape({ headless: true, styleEnabled: false, elements: [...nodes.map((id) => ({ group: "nodes", data: { id } })), ...edges, ...back] });
}

/** The ids of the chart that these elements stand for. */
export function idsOf(elements) {
  return new Set(elements.map((element) => element.id().replace(BACK, "")));
}

/** All that is within `depth` links of an entity. `way`: "any", "with" or "against" the arrows. */
export function linked(model, root, depth, way, leave) {
  const graph = graphOf(model, { leave, directed: way !== "any" });
  let found = graph.getElementById(root);
  for (let at = 0; at < depth; at += 1) {
    const more = { any: () => found.closedNeighborhood(), with: () => found.union(found.outgoers()), against: () => found.union(found.incomers()) }[way]();
    if (more.length === found.length) break;
    found = more;
  }
  const ids = idsOf(found);
  graph.destroy();
  return ids;
}

/** The shortest path between two entities as ids in order, or null. */
export function shortest(model, from, to, way, leave) {
  const graph = graphOf(model, { leave, directed: way === "with" });
  const [root, goal] = [graph.getElementById(from), graph.getElementById(to)];
  const result = root.nonempty() && goal.nonempty() ? graph.elements().aStar({ root, goal, directed: way === "with" }) : { found: false };
  const path = result.found ? result.path.map((element) => element.id().replace(BACK, "")) : null;
  graph.destroy();
  return path;
}

/** Values of a measure by entity id, as the server gives them too. Parallel links count once, except in the degree. */
export const OWN = {
  degree: (model) => {
    const graph = graphOf(model);
    const found = new Map(graph.nodes().map((node) => [node.id(), node.degree(false)]));
    graph.destroy();
    return found;
  },
  betweenness: (model) => {
    const graph = simple(model);
    const measure = graph.elements().betweennessCentrality();
    const count = graph.nodes().length;
    const pairs = (count - 1) * (count - 2); // Cytoscape counts each pair from both its ends
    const found = new Map(graph.nodes().map((node) => [node.id(), pairs > 0 ? measure.betweenness(node) / pairs : 0]));
    graph.destroy();
    return found;
  },
};

function simple(model) {
  const seen = new Set();
  const twice = new Set();
  for (const { id, source, target } of model.links.values()) {
    const pair = source < target ? `${source} ${target}` : `${target} ${source}`;
    if (seen.has(pair)) twice.add(id);
    seen.add(pair);
  }
  return graphOf(model, { leave: (id) => twice.has(id) });
}
