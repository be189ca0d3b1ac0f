// Opens a .cyjs file with Cytoscape.js, without a screen, and prints its elements.
const { readFileSync } = require("node:fs");
const cytoscape = require("cytoscape");

const { elements } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const cy = cytoscape({ headless: true, elements, layout: { name: "preset" } });
const printed = (element) => ({ data: element.data(), position: element.isNode() ? element.position() : null });
process.stdout.write(JSON.stringify({ nodes: cy.nodes().map(printed), edges: cy.edges().map(printed) }));
