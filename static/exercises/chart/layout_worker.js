// Runs a layout of the graph library away from the page.

import cytoscape from "../../vendor/cytoscape.js";
import { layers } from "./layouts_layers.js";
import { spread } from "./layouts_plain.js";

const MANY = 150; // from here on the fine work would take longer than anybody waits

const LAYOUTS = {
  organic: (many) => ({ name: "fcose", animate: false, randomize: true, quality: many ? "draft" : "default", nodeSeparation: 140, idealEdgeLength: 190, nodeRepulsion: 14000, gravity: 0.2, packComponents: !many }),
  hierarchic: () => ({ name: "dagre", animate: false, rankDir: "TB", nodeSep: 50, rankSep: 90, edgeSep: 20 }),
};

self.addEventListener("message", ({ data: { name, graph } }) => {
  const many = graph.nodes.length > MANY;
  if (many && name === "hierarchic") {
    self.postMessage(layers(graph));
    return;
  }
  const elements = [
    ...graph.nodes.map(({ id, x, y, wide, high }) => ({ data: { id, wide, high }, position: { x, y } })),
    ...graph.edges.map(({ source, target }, at) => ({ data: { id: `e${at}`, source, target } })),
  ];
  const cy = cytoscape({ headless: true, styleEnabled: true, elements, style: [{ selector: "node", style: { width: "data(wide)", height: "data(high)" } }] });
  cy.layout(LAYOUTS[name](many)).run();
  const places = cy.nodes().map((node) => ({ id: node.id(), ...node.position() }));
  self.postMessage(name === "organic" ? spread(places, graph) : places);
});
