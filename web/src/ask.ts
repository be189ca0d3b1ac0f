// Asking the server: a query goes out, and a table, a yes or no, triples or a problem comes back.

export type Term = { type: "uri" | "bnode" | "literal" | "typed-literal"; value: string; datatype?: string; "xml:lang"?: string };
export type Row = Record<string, Term | undefined>;
export type Table = { kind: "table" | "triples"; columns: string[]; rows: Row[] };
export type Answer = Table | { kind: "boolean"; value: boolean };

const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const MOST_BYTES = 40 * 2 ** 20;
const TRIPLE = ["subject", "predicate", "object"];

/** Why there is no answer, as the server told it. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    detail: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(detail);
  }
}

/** The answer to a query. Throws Problem; aborted, the server stops the work. */
export async function ask(query: URLSearchParams, signal: AbortSignal): Promise<Answer> {
  const response = await sent(query, ACCEPT, signal);
  const text = await bounded(response);
  if (response.headers.get("Content-Type")?.startsWith("application/n-triples")) {
    return { kind: "triples", columns: TRIPLE, rows: [...triples(text)] };
  }
  const told = JSON.parse(text);
  if (typeof told.boolean === "boolean") return { kind: "boolean", value: told.boolean };
  return { kind: "table", columns: told.head.vars, rows: told.results.bindings };
}

/** The answer as a file. */
export async function file(query: URLSearchParams, accept: string): Promise<Blob> {
  return (await sent(query, accept, new AbortController().signal)).blob();
}

async function sent(query: URLSearchParams, accept: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch("/sparql", { method: "POST", body: query, headers: { Accept: accept }, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem("No answer", "The server cannot be reached. Is it running? Try again in a moment.");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  if (!response.headers.get("Content-Type")?.includes("json")) {
    return new Problem(`Error ${response.status}`, (await response.text()).slice(0, 500));
  }
  const told = await response.json();
  return new Problem(told.title, told.detail, told.line ?? undefined, told.column ?? undefined);
}

async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body!.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    bytes += read.value.length;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Problem("Too large to show here", "The answer has more than 40 MB. Download it, or add a LIMIT.");
    }
  }
  return new Blob(parts as BlobPart[]).text();
}

const NODE = String.raw`<([^>]*)>|(_:[^\s]+)`;
const LITERAL = String.raw`"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?`;
const LINE = new RegExp(String.raw`^(?:${NODE})\s+<([^>]*)>\s+(?:${NODE}|${LITERAL})\s*\.$`);
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

/** The triples of a text in N-Triples, as rows. */
export function* triples(text: string): Generator<Row> {
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (!found) continue;
    const [, iri, blank, predicate, toIri, toBlank, literal, language, datatype] = found;
    const object: Term =
      literal === undefined
        ? node(toIri, toBlank)
        : { type: "literal", value: unescaped(literal), ...(language && { "xml:lang": language }), ...(datatype && { datatype }) };
    yield { subject: node(iri, blank), predicate: node(predicate), object };
  }
}

function node(iri?: string, blank?: string): Term {
  return iri === undefined ? { type: "bnode", value: blank!.slice(2) } : { type: "uri", value: unescaped(iri) };
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, one) =>
    one === undefined ? String.fromCodePoint(parseInt(short ?? long, 16)) : (ESCAPES[one] ?? one),
  );
}
