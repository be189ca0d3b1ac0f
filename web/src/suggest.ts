// What the editor offers while one types: variables, our classes and properties with what they mean, and actors by
// name. All of it comes from this server; what Yasqe would ask of others stays off.

import Yasqe from "@zazuko/yasqe";
import { el } from "./build";
import type { Prefixes } from "./names";

export type Word = { name: string; iri: string; label: string; definition: string; count: number };
export type Terms = { prefixes: Prefixes; classes: Word[]; properties: Word[] };
type Hit = { actor: { id: string; name: string; kind: string } };
type Shown = { label: string; about: string };
type Config = Parameters<typeof Yasqe.registerAutocompleter>[0];
type Editor = InstanceType<typeof Yasqe>;

const MOST = 40;
const NAMES = ["variables", "our-classes", "our-properties", "our-actors"];

/** The completers of an editor over these terms, by name. */
export function completers(terms: Terms): string[] {
  register("our-classes", isClassPlace, (typed) => words(terms.classes, typed, terms.prefixes));
  register("our-properties", isPropertyPlace, (typed) => words(terms.properties, typed, terms.prefixes));
  register("our-actors", isActorPlace, actors);
  return NAMES;
}

function register(
  name: string,
  isPlace: (yasqe: Editor) => boolean,
  find: (typed: string) => Promise<Map<string, Shown>> | Map<string, Shown>,
): void {
  let found = new Map<string, Shown>();
  const config: Config = {
    name,
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: isPlace,
    get: async (_, token) => {
      found = await find(token?.string.trim() ?? "");
      return [...found.keys()];
    },
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, render: (at: HTMLElement) => render(at, hint.text, found) })),
  };
  Yasqe.registerAutocompleter(config, false);
}

function render(at: HTMLElement, text: string, found: Map<string, Shown>): void {
  const { label, about } = found.get(text) ?? { label: "", about: "" };
  at.title = about;
  at.append(el("b", {}, text), label && el("span", { class: "soft" }, ` ${label}`) || "");
}

/** The words that have what was typed in their name or label: those that begin with it first. */
function words(all: Word[], typed: string, prefixes: Prefixes): Map<string, Shown> {
  const wanted = typed.toLowerCase().replace(/^</, "");
  const local = wanted.slice(wanted.indexOf(":") + 1);
  const begins = all.filter((word) => word.name.toLowerCase().startsWith(wanted) || localName(word).startsWith(local));
  const holds = all.filter((word) => `${word.name} ${word.label}`.toLowerCase().includes(local));
  const fits = [...new Set([...begins, ...holds])].filter((word) => !wanted.includes(":") || word.name.toLowerCase().startsWith(wanted.split(":")[0]!));
  return new Map(fits.slice(0, MOST).map((word) => [written(word, prefixes), { label: word.label, about: word.definition }]));
}

function localName(word: Word): string {
  return word.name.slice(word.name.indexOf(":") + 1).toLowerCase();
}

function written(word: Word, prefixes: Prefixes): string {
  return word.name.split(":")[0]! in prefixes ? word.name : `<${word.iri}>`;
}

async function actors(typed: string): Promise<Map<string, Shown>> {
  const name = typed.replace(/^id:/, "").replaceAll("-", " ");
  if (!name) return new Map();
  const response = await fetch(`/api/search?${new URLSearchParams({ q: name })}`);
  if (!response.ok) return new Map();
  const hits: Hit[] = (await response.json()).results;
  return new Map(hits.map(({ actor }) => [`id:${actor.id}`, { label: `${actor.name}, ${actor.kind.replaceAll("_", " ")}`, about: "" }]));
}

function isActorPlace(yasqe: Editor): boolean {
  return yasqe.getCompleteToken().string.startsWith("id:");
}

function isPropertyPlace(yasqe: Editor): boolean {
  const token = yasqe.getCompleteToken();
  return isName(token.string) && token.state.possibleCurrent.includes("a");
}

function isClassPlace(yasqe: Editor): boolean {
  const token = yasqe.getCompleteToken();
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return isName(token.string) && ["a", "rdf:type"].includes(before.state.lastProperty) && before.string !== ";";
}

function isName(text: string): boolean {
  return /^[<A-Za-z]/.test(text) && !text.startsWith("id:");
}
