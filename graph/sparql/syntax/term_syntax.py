"""Reads terms: IRIs, prefixed names, variables, and literals with their language or datatype."""

from __future__ import annotations

import re
from difflib import get_close_matches

from graph.sparql.syntax.token_reader import TokenReader, Undecided
from graph.sparql.syntax.tokenizer import Token

_NAMESPACES = {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "dbr": "http://dbpedia.org/resource/",
    "dbo": "http://dbpedia.org/ontology/",
}
"""Namespaces of well-known prefixes, to be suggested to those who forgot to declare them."""
_SMART_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b"  # also those of French and German
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_IRI_TO_BRACKET = re.compile(r"<[^<>\r\n]*>")


class TermSyntax(TokenReader):
    """Reads terms, and knows by the first token of a broken one what is wrong with it."""

    def is_term(self) -> bool:
        """Whether the next token can begin a term of a triple."""
        token = self.peek()
        if token.kind in ("iri", "string", "variable", "number", "name") or token.text.lower() in ("true", "false"):
            return True
        return token.text in ("[", "(") or (token.text in ("+", "-") and self.peek(1).kind == "number")

    def check_term_start(self) -> None:
        """Raise the fault of a token that cannot begin a term, if the token itself shows what is wrong."""
        token = self.peek()
        if token.kind == "mark" and token.text in _SMART_QUOTES:
            raise self.fail(f"{token.text} is a typographic quotation mark: use the straight \" or ' instead")
        if token.kind == "mark" and token.text in "\"'":
            raise self.fail(
                f"the string that begins here is not closed: add {token.text} at its end, on the same line "
                f"(or use {token.text * 3} on both sides for a text of several lines)"
            )
        if token.text == "<":
            self._broken_iri(token)
        if token.kind == "mark" and token.text in "?$":
            raise self.fail(f"a variable needs its name right after the {token.text}, without a blank: ?name")
        if token.kind == "language":
            raise self.fail(f'a language belongs to a string: "text"{token.text}')

    def _broken_iri(self, token: Token) -> None:
        if self.peek(1).text == "<":  # << begins a triple term of RDF 1.2
            raise Undecided
        if written := _IRI_TO_BRACKET.match(self.text, token.start):
            raise self.fail(f'{written[0][:60]} is not an IRI: it must not contain blanks or any of " {{ }} | ^ ` \\')
        raise self.fail("the IRI that begins here is not closed: add > at its end")

    def check_iri(self, token: Token) -> None:
        """Raise if an IRI is relative without a base, or the prefix of a name is not declared."""
        if token.kind == "iri" and not self._has_base and not _SCHEME.match(token.text):
            raise self.fail(f"the IRI {token.text} is relative and there is no base: write it in full", token)
        prefix, colon, _ = token.text.partition(":")
        if token.kind != "name" or not colon or prefix == "_" or prefix in self._prefixes:
            return
        if self.text.startswith("//", token.end) or token.text.count("//"):
            raise self.fail("an IRI is written between < and >, as in <https://example.org/>", token)
        raise self.fail(self._undeclared(prefix), token)

    def _undeclared(self, prefix: str) -> str:
        declaration = f"PREFIX {prefix}: <{_NAMESPACES.get(prefix, '...')}>"
        known = sorted(name for name in self._prefixes if name)
        close = next(iter(get_close_matches(prefix, known, 1, 0.6)), "") if prefix not in _NAMESPACES else ""
        hint = f"did you mean {close}:? If not, add" if close else "add"
        return f"the prefix {prefix}: is not declared: {hint} {declaration} at the start of the query"

    def literal_suffix(self) -> None:
        """Read the language or datatype behind a string."""
        string = self.tokens[self.position - 1]
        if len(string.text) == 2 and self.peek().text == string.text[0] and self.is_glued():
            raise self.fail(f"the string that begins here is not closed: add {string.text[0] * 3} at its end", string)
        if self.peek().kind == "language":
            tag = self.take()
            if self.is_glued() and self.peek().text.startswith("_"):
                raise self.fail(f"a language tag is written with a hyphen: {tag.text}-{self.peek().text[1:]}", tag)
        elif self.peek().text == "@":
            raise self.fail('the language is missing after @: write it as in "text"@en')
        elif self.peek().text == "^" and self.is_glued():
            raise self.fail('a datatype follows two carets: "2020"^^xsd:gYear')
        elif self.accept("^^"):
            if self.peek().kind not in ("iri", "name"):
                self.check_term_start()
                raise self.fail('the datatype is missing after ^^: write its name or IRI, as in "2020"^^xsd:gYear')
            self.check_iri(self.take())
        elif self.is_glued() and self.peek().kind in ("word", "name", "string"):
            raise self.fail(
                "the string ends before this: for a quotation mark inside a string, write \\' or \\\" instead"
            )

    def close(self, opening: Token, closing: str) -> None:
        """Read a closing bracket."""
        if self.accept(closing):
            return
        self.check_term_start()
        raise self.fail(
            f"unexpected {self.next_text()}: "
            f"add {closing} before it to close the {opening.text} of {self.place(opening)}"
        )
