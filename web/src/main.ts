// The SPARQL page: the plain form that the server sends becomes an editor, and its answer appears below.

import Yasqe from "@zazuko/yasqe";
import { ask, file, Problem, type Answer } from "./ask";
import { el } from "./build";
import { exampleInAddress, linkTo, queryInAddress } from "./names";
import { completers, type Terms } from "./suggest";
import { tableOf } from "./table";

type Example = { name: string; label: string; comment: string; query: string };
type Editor = InstanceType<typeof Yasqe>;

const TABLES = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" };
const TRIPLES = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
const SUFFIXES: Record<string, string> = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const LONGEST_ADDRESS = 6000;

const form = document.querySelector<HTMLFormElement>("#ask")!;
const field = form.querySelector<HTMLTextAreaElement>("textarea")!;
const run = form.querySelector<HTMLButtonElement>("button")!;
const answer = document.querySelector<HTMLElement>("#answer")!;
const about = document.querySelector<HTMLElement>("#about")!;
const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-example]")];
let running: AbortController | undefined;
let mark: { clear(): void } | undefined;
let sent = form.dataset["asked"] === undefined ? undefined : field.value;

const [terms, examples] = (await Promise.all([given("/api/terms"), given("/api/examples")])) as [Terms, Example[]];
const editor = edited(terms);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) running.abort();
  else void asked();
});
for (const link of links) link.addEventListener("click", chosen);
window.addEventListener("popstate", begin);
begin();

async function given(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.json();
}

function edited(known: Terms): Editor {
  const place = el("div", { id: "editor" });
  field.before(place);
  field.hidden = true;
  form.classList.add("live");
  form.querySelector("label")!.setAttribute("for", "typed");
  const made = new Yasqe(place, {
    value: field.value,
    autocompleters: completers(known),
    persistenceId: "reentry-sparql",
    consumeShareLink: null,
    createShareableLink: null as never, // ours stands below, and is shorter
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    lineWrapping: true,
    viewportMargin: Infinity,
    extraKeys: { "Ctrl-Enter": () => void asked(), "Cmd-Enter": () => void asked() },
  });
  made.getInputField().id = "typed";
  made.on("change" as never, unmarked as never);
  const share = el("button", { type: "button", class: "quiet", click: () => void copied(share) }, "Copy link");
  run.after(share, el("span", { class: "soft keys" }, "Ctrl+Enter asks, Ctrl+Space completes"));
  return made;
}

/** Show what the address names, or what this page was sent with, and ask it; else what was written here last. */
function begin(): void {
  const query = queryInAddress() ?? sent;
  sent = undefined;
  const example = examples.find((one) => one.name === exampleInAddress());
  if (query !== undefined) shown(query);
  else if (example) shown(example.query, example);
  else kept();
  if (query !== undefined || example) void asked();
}

function kept(): void {
  const held = editor.getValue().trim() || examples[0]!.query;
  shown(held, examples.find((one) => one.query === held));
}

function shown(query: string, example?: Example): void {
  editor.setValue(query);
  about.replaceChildren(...(example ? [el("b", {}, example.label), ` ${example.comment}`] : []));
  for (const link of links) {
    if (link.dataset["example"] === example?.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  inView(links.find((link) => link.hasAttribute("aria-current")));
}

/** Scroll the list, and not the page, to the example that is shown. */
function inView(link: HTMLElement | undefined): void {
  const list = link?.closest("aside");
  if (!link || !list) return;
  const top = link.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (top < 0 || top > list.clientHeight - link.offsetHeight) list.scrollTop += top - list.clientHeight / 3;
}

function chosen(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  form.querySelector("#graphs")?.remove();
  history.pushState(null, "", (event.currentTarget as HTMLAnchorElement).href);
  begin();
  document.querySelector(".sparql")!.scrollIntoView({ block: "nearest" });
}

/** Ask what is written, in place of what still runs. */
async function asked(): Promise<void> {
  running?.abort();
  const query = editor.getValue();
  const mine = (running = new AbortController());
  unmarked();
  run.textContent = "Stop";
  answer.setAttribute("aria-busy", "true");
  const began = performance.now();
  try {
    const given = await ask(question(query), mine.signal);
    if (running === mine) told(given, query, performance.now() - began);
  } catch (error) {
    if (running !== mine) return;
    if (mine.signal.aborted) answer.replaceChildren(el("p", { class: "soft" }, "Stopped."));
    else failed(error);
  } finally {
    if (running === mine) rested();
  }
}

/** A query as parameters, with the graphs that the page was asked for. */
function question(query: string): URLSearchParams {
  const graphs = [...form.querySelectorAll<HTMLInputElement>("#graphs input")].map((one) => [one.name, one.value]);
  return new URLSearchParams([["query", query], ...graphs]);
}

function rested(): void {
  running = undefined;
  run.textContent = "Ask";
  answer.removeAttribute("aria-busy");
}

function told(given: Answer, query: string, took: number): void {
  const time = took < 1000 ? `${Math.max(1, Math.round(took))} ms` : `${(took / 1000).toFixed(1)} s`;
  if (given.kind === "boolean") {
    answer.replaceChildren(el("p", { class: "verdict" }, given.value ? "Yes" : "No"), status(`in ${time}`, query, { JSON: TABLES.JSON, XML: TABLES.XML }));
    return;
  }
  const many = given.rows.length;
  const noun = given.kind === "triples" ? "triple" : "row";
  const counted = `${many.toLocaleString("en")} ${noun}${many === 1 ? "" : "s"} in ${time}`;
  const rows = many ? tableOf(given, terms.prefixes) : el("p", {}, "Nothing in the graph matches. Try with fewer conditions, or look up a name with the search above.");
  answer.replaceChildren(status(counted, query, given.kind === "triples" ? TRIPLES : TABLES), rows);
}

function status(text: string, query: string, formats: Record<string, string>): HTMLElement {
  const files = Object.entries(formats).flatMap(([name, accept]) => [download(name, accept, query), " "]);
  return el("p", { class: "status" }, el("b", {}, text), el("span", {}, "Download ", ...files));
}

/** A link to the answer in another format; a query too long for an address is sent as the page itself sends it. */
function download(name: string, accept: string, query: string): HTMLElement {
  const suffix = SUFFIXES[name]!;
  const saved = `answer.${suffix}`;
  const address = `/sparql?${question(query)}&${new URLSearchParams({ format: accept })}`;
  if (address.length <= LONGEST_ADDRESS) return el("a", { href: address, download: saved }, name);
  return el("button", { type: "button", class: "quiet", click: () => void fetched(query, accept, saved) }, name);
}

async function fetched(query: string, accept: string, saved: string): Promise<void> {
  try {
    const address = URL.createObjectURL(await file(question(query), accept));
    el("a", { href: address, download: saved }).click();
    URL.revokeObjectURL(address);
  } catch (error) {
    failed(error);
  }
}

function failed(error: unknown): void {
  const problem = error instanceof Problem ? error : new Problem("This page made a mistake", String(error));
  const title = problem.line === undefined ? problem.title : "The query cannot be read";
  const place = problem.line === undefined ? undefined : { line: problem.line - 1, ch: (problem.column ?? 1) - 1 };
  const go = place && el("button", { type: "button", class: "quiet", click: () => goTo(place) }, `Go to line ${place.line + 1}`);
  answer.replaceChildren(el("div", { class: "problem", role: "alert" }, el("b", {}, title), el("p", {}, problem.message), go));
  if (place) marked(place);
}

function marked(place: { line: number; ch: number }): void {
  const token = editor.getTokenAt({ line: place.line, ch: place.ch + 1 });
  const end = { line: place.line, ch: Math.max(token.end, place.ch + 1) };
  mark = editor.getDoc().markText(place, end, { className: "wrong" });
  editor.addLineClass(place.line, "background", "wrong-line");
}

function unmarked(): void {
  mark?.clear();
  mark = undefined;
  for (let line = 0; line < editor.lineCount(); line++) editor.removeLineClass(line, "background", "wrong-line");
}

function goTo(place: { line: number; ch: number }): void {
  editor.focus();
  editor.getDoc().setCursor(place);
}

async function copied(button: HTMLElement): Promise<void> {
  const link = linkTo(editor.getValue());
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    button.textContent = "Link copied";
  } catch {
    button.textContent = "Link is in the address bar"; // where the browser gives no access to the clipboard
  }
  setTimeout(() => (button.textContent = "Copy link"), 2500);
}
