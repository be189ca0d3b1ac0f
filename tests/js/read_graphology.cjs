// Imports graphology's own JSON and prints the graph as it stands then.
const { readFileSync } = require("node:fs");
const Graph = require("graphology");

const graph = Graph.from(JSON.parse(readFileSync(process.argv[2], "utf8")));
process.stdout.write(JSON.stringify(graph.export()));
