// A table of results: sorted by a click, narrowed by a word, shown a part at a time.

import type { Row, Table, Term } from "./ask";
import { el } from "./build";
import { addressOf, shortened, type Prefixes } from "./names";

const FIRST = 200;
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "long", "int", "nonNegativeInteger"].map((name) => XSD + name));

/** The table, and what narrows it. */
export function tableOf(table: Table, prefixes: Prefixes): HTMLElement {
  const state = { word: "", column: "", down: false, shown: FIRST };
  const body = el("tbody");
  const count = el("span", { class: "soft" });
  const more = el("button", { type: "button", class: "quiet", click: () => draw((state.shown *= 5)) }, "Show more");
  const heads = table.columns.map((column) => header(column, sort));

  function sort(column: string): void {
    state.down = state.column === column && !state.down;
    state.column = column;
    for (const [place, head] of heads.entries()) {
      const order = table.columns[place] !== column ? "none" : state.down ? "descending" : "ascending";
      head.setAttribute("aria-sort", order);
    }
    draw(FIRST);
  }

  function draw(shown: number): void {
    state.shown = shown;
    const rows = ordered(narrowed(table, state.word, prefixes), state.column, state.down);
    body.replaceChildren(...rows.slice(0, shown).map((row) => line(table.columns, row, prefixes)));
    count.textContent = rows.length > shown ? `${shown} of ${rows.length.toLocaleString("en")} rows` : "";
    more.hidden = rows.length <= shown;
  }

  const word = el("input", {
    type: "search",
    placeholder: "Only rows with …",
    "aria-label": "Only rows with this text",
    input: (event) => {
      state.word = (event.target as HTMLInputElement).value.toLowerCase();
      draw(FIRST);
    },
  });
  draw(FIRST);
  return el(
    "div",
    { class: "table" },
    table.rows.length > 10 && word,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body)),
    el("p", {}, count, " ", more),
  );
}

function header(column: string, sort: (column: string) => void): HTMLElement {
  const button = el("button", { type: "button", click: () => sort(column), title: `Sort by ${column}` }, column);
  return el("th", { scope: "col", "aria-sort": "none" }, button);
}

function line(columns: string[], row: Row, prefixes: Prefixes): HTMLElement {
  return el("tr", {}, ...columns.map((column) => cell(row[column], prefixes)));
}

function cell(term: Term | undefined, prefixes: Prefixes): HTMLElement {
  if (!term) return el("td", { class: "empty", title: "no value" });
  if (term.type === "uri") return el("td", { class: "iri" }, link(term.value, prefixes));
  if (term.type === "bnode") return el("td", { class: "iri" }, `_:${term.value}`);
  return el("td", { class: isNumber(term) ? "number" : "text", title: typeOf(term, prefixes) }, term.value);
}

function typeOf(term: Term, prefixes: Prefixes): string | undefined {
  if (term["xml:lang"]) return `in the language ${term["xml:lang"]}`;
  return term.datatype && term.datatype !== `${XSD}string` ? shortened(term.datatype, prefixes) : undefined;
}

function link(iri: string, prefixes: Prefixes): HTMLElement {
  const text = shortened(iri, prefixes);
  const href = addressOf(iri);
  return href ? el("a", { href, title: iri }, text) : el("span", { title: iri }, text);
}

function narrowed(table: Table, word: string, prefixes: Prefixes): Row[] {
  if (!word) return table.rows;
  return table.rows.filter((row) => table.columns.some((column) => shown(row[column], prefixes).includes(word)));
}

function shown(term: Term | undefined, prefixes: Prefixes): string {
  if (!term) return "";
  return (term.type === "uri" ? shortened(term.value, prefixes) : term.value).toLowerCase();
}

function ordered(rows: Row[], column: string, down: boolean): Row[] {
  if (!column) return rows;
  const sign = down ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [one[column], other[column]];
    if (!a || !b) return Number(!a) - Number(!b); // what has no value comes last either way
    if (isNumber(a) && isNumber(b)) return sign * (Number(a.value) - Number(b.value));
    return sign * a.value.localeCompare(b.value, "en");
  });
}

function isNumber(term: Term): boolean {
  return NUMBERS.has(term.datatype ?? "");
}
