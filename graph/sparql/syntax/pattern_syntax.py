"""Reads the patterns of a query: groups in braces, and FILTER, OPTIONAL, BIND, VALUES and others in them."""

from __future__ import annotations

from graph.sparql.syntax.expression_syntax import FUNCTIONS
from graph.sparql.syntax.token_reader import close_word
from graph.sparql.syntax.tokenizer import Token
from graph.sparql.syntax.triple_syntax import PATTERNS, TripleSyntax


class PatternSyntax(TripleSyntax):
    """Reads groups. A class above adds SELECT, for queries within a group."""

    def __init__(self, text: str, prefixes: dict[str, str], base: str | None) -> None:
        super().__init__(text, prefixes, base)
        self.rebound: list[Token] = []
        """Names after AS in a BIND whose variable occurs before in the same group."""

    def subselect(self) -> None:
        """Read a query within a group, behind its SELECT."""
        raise NotImplementedError

    def require_group(self, what: str, before: str = "") -> None:
        """Read a group; without one, the fault names what lacks it, and the keyword that comes before."""
        token = self.peek()
        if token.text == "{":
            self.group()
            return
        if (close := close_word(token.text, {"WHERE"})) and token.kind == "word" and token.keyword != close:
            raise self.fail(f"unexpected {token.text}: did you mean {close}?")
        problem = "is missing" if token.kind == "end" else "needs braces"
        raise self.fail(
            f"{what} {problem}: write {before}{{ ?s ?p ?o }}, with {{ before the first triple and }} at its end"
        )

    def nested_group(self, keyword: str) -> None:
        """Read the group behind a keyword."""
        self.require_group(f"the pattern of {keyword}", f"{keyword} ")

    def group(self, *, is_template: bool = False) -> None:
        """Read a group in braces. The template of CONSTRUCT takes triples only."""
        opening = self.take()
        if self.accept("SELECT"):
            self.subselect()
        may_stop = False  # a full stop ends a pattern, so there is none at the start, nor two in a row
        while not self.accept("}"):
            token = self.peek()
            if token.kind == "end":
                raise self.fail(f"the {{ of {self.place(opening)} is not closed: add }} here")
            if token.text == "." and not may_stop:
                raise self.fail("this full stop is one too many: remove it")
            may_stop = not self.accept(".")
            if may_stop:
                self._part(opening, is_template=is_template)

    def _part(self, opening: Token, *, is_template: bool) -> None:
        """Read one part of the group that `opening` begins."""
        token = self.peek()
        if token.text == "{" and not is_template:
            self._unions()
        elif token.keyword in PATTERNS and not is_template:
            self._keyword_pattern(self.take(), opening)
        else:
            self.triples()

    def _unions(self) -> None:
        self.group()
        while self.accept("UNION"):
            self.nested_group("UNION")

    def _keyword_pattern(self, keyword: Token, opening: Token) -> None:
        """Read what follows a keyword in the group that `opening` begins."""
        name = keyword.keyword
        if name in ("OPTIONAL", "MINUS"):
            self.nested_group(name)
        elif name == "FILTER":
            self.in_filter = True
            self.constraint(name)
            self.in_filter = False
        elif name == "BIND":
            self._bind(opening)
        elif name == "VALUES":
            self.values()
        elif name == "UNION":
            raise self.fail("UNION joins two groups, each in braces: { ... } UNION { ... }", keyword)
        else:
            self._graph(name)

    def _graph(self, keyword: str) -> None:
        """Read the name and the group behind GRAPH or SERVICE."""
        self.accept("SILENT")
        if self.peek().kind not in ("variable", "iri", "name"):
            self.check_term_start()
            raise self.fail(f"{keyword} is followed by a variable or an IRI, then by a group: {keyword} ?g {{ ... }}")
        self.check_iri(self.take())
        self.nested_group(keyword)

    def alias(self, clause: str) -> Token:
        """Read `(expression AS ?name)`; the name."""
        opening = self.take()
        self.expression()
        if not self.accept("AS"):
            self.check_term_start()
            raise self.fail(f"an expression in {clause} needs a name: write AS ?name after it, inside the parentheses")
        if self.peek().kind != "variable":
            raise self.fail("AS is followed by a variable: AS ?name")
        name = self.take()
        self.close(opening, ")")
        return name

    def _bind(self, opening: Token) -> None:
        if self.peek().text != "(":
            raise self.fail("BIND needs parentheses: BIND(expression AS ?name)")
        start = self.peek().start
        name = self.alias("BIND")
        if opening.start < self.bound.get(name.text[1:], -1) < start:
            self.rebound.append(name)
        self.bind(name)

    def constraint(self, clause: str) -> None:
        """Read the condition of FILTER or HAVING."""
        token = self.peek()
        is_call = token.keyword in (*FUNCTIONS, "NOT", "EXISTS") or self.peek(1).text == "("
        if token.text != "(" and not (is_call and token.kind in ("word", "iri", "name")):
            self.check_term_start()
            raise self.fail(f"the condition of {clause} needs parentheses: {clause} (?x > 1)")
        start = self.position
        if token.text == "(":
            self.take()
            self.expression()
            self.close(token, ")")
        else:
            self.operand()
        if self.peek().text in ("=", "<", ">", "!=", "<=", ">=", "&&", "||"):
            raise self.fail(f"the whole condition of {clause} needs parentheses: {clause} (...)", self.tokens[start])

    def values(self) -> None:
        """Read what follows VALUES: variables and their values."""
        if self.peek().kind == "variable":
            self.take()
            self._value_list("{", "}")
            return
        opening = self.peek()
        if opening.text != "(":
            raise self.fail("VALUES is followed by a variable and its values: VALUES ?x { 1 2 }")
        self.take()
        while self.peek().kind == "variable":
            self.take()
        self.close(opening, ")")
        brace = self.peek()
        if not self.accept("{"):
            raise self.fail("the values are written in braces: VALUES (?x ?y) { (1 2) (3 4) }")
        while self.peek().text == "(":
            self._value_list("(", ")")
        self.close(brace, "}")

    def _value_list(self, left: str, right: str) -> None:
        opening = self.peek()
        if not self.accept(left):
            raise self.fail(f"the values are written between {left} and {right}: VALUES ?x {{ 1 2 }}")
        while not self.accept(right):
            token = self.peek()
            if token.text == ",":
                raise self.fail("the values of VALUES are separated by blanks: remove the comma")
            if self.accept("UNDEF"):
                continue
            if not self.is_term() or token.kind == "variable" or token.text in ("(", "["):
                self.close(opening, right)
            self.term()
