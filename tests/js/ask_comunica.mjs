// Asks an endpoint through Comunica, told nothing but its address, and prints what came as JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, select, ask, construct] = process.argv.slice(2);
const sources = [endpoint];
const engine = new QueryEngine();
const rows = await (await engine.queryBindings(select, { sources })).toArray();
const quads = await (await engine.queryQuads(construct, { sources })).toArray();
console.log(
  JSON.stringify({
    rows: rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]))),
    answer: await engine.queryBoolean(ask, { sources }),
    triples: quads.map(({ subject, predicate, object }) => [subject.value, predicate.value, object.value]),
  }),
);
