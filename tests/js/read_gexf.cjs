// Reads a GEXF file as Gephi Lite does and prints what was read as JSON.
const { readFileSync } = require("node:fs");
const Graph = require("graphology");
const { parse } = require("graphology-gexf");

const graph = parse(Graph, readFileSync(process.argv[2], "utf8"), { respectInputGraphType: false });
process.stdout.write(JSON.stringify(graph.export()));
