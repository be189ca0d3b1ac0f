// IRIs as people read them, and where on this server they lead.

const BASE = "https://w3id.org/reentry-graph/";

export type Prefixes = Record<string, string>;

/** `id:cut50` for the IRI of CUT 50; the whole IRI where no prefix fits. */
export function shortened(iri: string, prefixes: Prefixes): string {
  let best: [string, string] | undefined;
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && iri.length > namespace.length && namespace.length > (best?.[1].length ?? 0)) {
      best = [prefix, namespace];
    }
  }
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

/** Where a click on an IRI leads: to this server if it is ours, to the web, or nowhere. */
export function addressOf(iri: string): string | undefined {
  if (iri.startsWith(BASE)) return `/${iri.slice(BASE.length)}`;
  return /^https?:\/\//.test(iri) ? iri : undefined;
}

/** The address of this page with a query in it. What stands behind # never leaves the browser. */
export function linkTo(query: string): string {
  return `${location.origin}/sparql#query=${encodeURIComponent(query)}`;
}

/** The query in the address of this page: behind #, or where programs write it. */
export function queryInAddress(): string | undefined {
  const [behind, before] = [location.hash.slice(1), location.search].map((part) => new URLSearchParams(part).get("query"));
  return behind ?? before ?? undefined;
}

/** The example that the address of this page names. */
export function exampleInAddress(): string | undefined {
  return new URLSearchParams(location.search).get("example") ?? undefined;
}
