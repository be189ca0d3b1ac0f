"""Reads triples: subjects, property paths, objects, and what ends a triple."""

from __future__ import annotations

from graph.sparql.syntax.expression_syntax import ExpressionSyntax
from graph.sparql.syntax.token_reader import Undecided, close_word
from graph.sparql.syntax.tokenizer import Token

PATTERNS = ("OPTIONAL", "FILTER", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE", "UNION")
"""Keywords that begin a part of a group."""
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET")
"""Keywords that come after the pattern, in their order."""
_TRIPLE = "subject, predicate, object: ?who rg:funds ?what ."


class TripleSyntax(ExpressionSyntax):
    """Reads the triples of one subject after the other."""

    def __init__(self, text: str, prefixes: dict[str, str], base: str | None) -> None:
        super().__init__(text, prefixes, base)
        self.bound: dict[str, int] = {}
        """Variables with the offset where they last got a value, in a triple or after AS."""

    def bind(self, variable: Token) -> None:
        """Note that a variable gets a value here."""
        self.bound[variable.text[1:]] = variable.start

    def triples(self) -> None:
        """Read triples with one subject, up to the full stop (or what ends the group)."""
        self._check_subject()
        is_bracket = self.peek().text in ("[", "(")
        self.term()
        if not (is_bracket and self.peek().text in (".", "}")):
            self._predicates(closing="}")
        if self.is_term():
            end = self.previous_end()
            raise self.fail(
                "a full stop is missing here, at the end of the triple (or ; before a further predicate)",
                Token("mark", "", end),
            )
        self._check_group_word()

    def _check_subject(self) -> None:
        if self.is_term():
            return
        self._check_group_word(is_start=True)
        self.check_term_start()
        token = self.peek()
        if token.text in (")", "]"):
            raise self.fail(f"unexpected {token.text}: it closes nothing that is open here")
        if token.kind == "word":
            raise self.fail(
                f"{token.text} is not a term: write ?{token.text} for a variable, a name with a prefix as in "
                f'id:{token.text.lower()}, or "{token.text}" for text'
            )
        raise self.fail(f"unexpected {self.next_text()}: a triple starts here: write {_TRIPLE}")

    def _check_group_word(self, *, is_start: bool = False) -> None:
        """Raise if the next token is a word that does not belong between patterns."""
        token = self.peek()
        if token.kind != "word" or token.keyword in PATTERNS:
            return
        if token.keyword in MODIFIERS or token.keyword == "WHERE":
            raise self.fail(f"{token.keyword} belongs after the pattern: add }} before it")
        if token.keyword in ("AND", "OR"):
            cure = "end each with a full stop" if token.keyword == "AND" else "write { ... } UNION { ... }"
            raise self.fail(f"SPARQL writes no {token.text} between triples: {cure}")
        if close := close_word(token.text, (*PATTERNS, *MODIFIERS)):
            raise self.fail(f"unexpected {token.text}: did you mean {close}?")
        if not is_start:
            raise self.fail(
                f"unexpected {token.text}: after a triple comes a full stop, ; or , or a keyword like FILTER"
            )

    def _predicates(self, closing: str) -> None:
        while True:
            self._predicate()
            self._objects()
            if not self.accept(";"):
                return
            while self.accept(";"):
                pass
            if self.peek().text in (".", closing):
                return

    def _predicate(self) -> None:
        token = self.peek()
        if token.text in (".", ";", "}", "]", ",") or token.kind == "end":
            raise self.fail(f"the triple lacks its predicate and object before {self.next_text()}: write {_TRIPLE}")
        if token.kind == "variable":
            self.bind(self.take())
            return
        self._path()

    def _path(self) -> None:
        """Read a property path: names, joined by / | ^ and with * + ? behind them."""
        while True:
            while self.accept("^", "!"):
                pass
            token = self.peek()
            if token.text == "(":
                opening = self.take()
                if self.peek().text != ")":
                    self._path()
                self.close(opening, ")")
            elif token.kind in ("iri", "name"):
                self.check_iri(self.take())
            elif token.text == "a":
                self.take()
            else:
                self._no_predicate(token)
            self.accept("*", "+", "?")
            if not self.accept("/", "|"):
                return

    def _no_predicate(self, token: Token) -> None:
        self.check_term_start()
        if token.text == "A":
            raise self.fail("the predicate for classes is a small a: ?x a rg:Person")
        if token.kind == "word":
            self._check_group_word(is_start=True)
        raise self.fail(f"{self.next_text()} cannot be a predicate: write a name like rg:funds, a variable, or an IRI")

    def _objects(self) -> None:
        while True:
            if self.peek().text in (".", ";", "}", "]", ",") or self.peek().kind == "end":
                raise self.fail(f"the triple lacks its object before {self.next_text()}: write {_TRIPLE}")
            if not self.is_term():
                self._check_subject()
            self.term()
            if self.peek().text == "~" or (self.peek().text == "{" and self.peek(1).text == "|"):
                raise Undecided  # annotations of RDF 1.2
            if not self.accept(","):
                return

    def term(self) -> None:
        """Read one term, or a blank node with its predicates, or a list."""
        token = self.take()
        if token.text in ("+", "-"):
            self.take()
        elif token.kind == "variable":
            self.bind(token)
        elif token.kind == "string":
            self.literal_suffix()
        elif token.kind in ("iri", "name"):
            self.check_iri(token)
        elif token.text == "[":
            if self.peek().text != "]":
                self._predicates(closing="]")
            self.close(token, "]")
        elif token.text == "(":
            while self.is_term():
                self.term()
            self.close(token, ")")
