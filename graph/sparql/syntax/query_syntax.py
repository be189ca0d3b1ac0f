"""Reads whole queries: prologue, form, dataset, pattern and modifiers.

The engine's parser says how far it came, but rarely what is missing there. This names what was expected. It is laxer
than the grammar: a query without a fault here may still be wrong.
"""

from __future__ import annotations

from graph.sparql.syntax.expression_syntax import FUNCTIONS
from graph.sparql.syntax.pattern_syntax import PatternSyntax
from graph.sparql.syntax.token_reader import close_word
from graph.sparql.syntax.tokenizer import UPDATES, Token
from graph.sparql.syntax.triple_syntax import MODIFIERS

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ORDER = "GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET"


class QuerySyntax(PatternSyntax):
    """Reads a whole query; `check` raises a Fault at its first error."""

    def __init__(self, text: str, prefixes: dict[str, str], base: str | None) -> None:
        super().__init__(text, prefixes, base)
        self._grouped: set[str] = set()
        """Variables that the last GROUP BY names."""

    def check(self) -> None:
        """Read the query to its end. Raises Fault, or Undecided."""
        self._prologue()
        self._form()
        if self.peek().kind != "end":
            raise self._after_query()
        if self.rebound:  # less certain than all other faults, so only if there is none of them
            token = self.rebound[0]
            raise self.fail(f"{token.text} already has a value in this group: choose another name after AS", token)

    def _prologue(self) -> None:
        while True:
            if self.peek().text == "@" or self.peek().text.lower() in ("@prefix", "@base"):
                raise self.fail("SPARQL writes PREFIX without the @ (and without a full stop at the end)")
            if self.accept("BASE", "VERSION"):
                self.take()
            elif self.accept("PREFIX"):
                self._prefix()
            else:
                return

    def _prefix(self) -> None:
        name = self.take()
        if name.kind == "word" and self.peek().kind == "iri":
            raise self.fail(f"the colon is missing after the prefix: PREFIX {name.text}: {self.peek().text}", name)
        if name.kind != "name" or not name.text.endswith(":"):
            raise self.fail(
                "a prefix is declared by its name, a colon and an IRI: PREFIX ex: <https://example.org/>", name
            )
        if self.peek().kind != "iri":
            if self.peek().text == "<":
                self.check_term_start()
            raise self.fail(
                f"the IRI of a prefix is written between < and >: PREFIX {name.text} <https://example.org/>"
            )
        self.take()
        if self.peek().text == ".":
            raise self.fail("SPARQL writes no full stop after PREFIX: remove it")

    def _form(self) -> None:
        token = self.take()
        if token.keyword == "SELECT":
            self._select()
        elif token.keyword == "ASK":
            self._dataset_and_where("ASK")
        elif token.keyword == "CONSTRUCT":
            self._construct()
        elif token.keyword == "DESCRIBE":
            self._describe()
        else:
            raise self.fail(self._no_form(token), token)
        self._modifiers()

    def _no_form(self, token: Token) -> str:
        if token.kind == "end":
            head = "the query is empty" if not self.tokens else "the query ends after its prefixes"
            return f"{head}: write SELECT, ASK, CONSTRUCT or DESCRIBE, as in SELECT * WHERE {{ ?s ?p ?o }} LIMIT 10"
        if close := close_word(token.text, (*_FORMS, "PREFIX", "BASE")):
            return f"unexpected {token.text}: did you mean {close}?"
        if token.keyword in UPDATES | {"UPDATE"}:
            return f"{token.text} would change the graph, and this service only reads: use SELECT, ASK or CONSTRUCT"
        return (
            f"unexpected {token.text[:40]}: a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes"
        )

    def subselect(self) -> None:
        """Read a query within a group, behind its SELECT."""
        self._select()
        self._modifiers()

    def _select(self) -> None:
        was_aggregate, self.has_aggregate = self.has_aggregate, False
        self.accept("DISTINCT", "REDUCED")
        columns = self._columns()
        before_pattern = self.position
        self._dataset_and_where("SELECT")
        in_pattern = {
            token.text[1:] for token in self.tokens[before_pattern : self.position] if token.kind == "variable"
        }
        group_by = self.peek()
        grouped = self._group_by()
        if grouped is not None and not columns:
            raise self.fail(
                "SELECT * cannot be grouped: name its variables, as in SELECT ?x (COUNT(?y) AS ?count)", group_by
            )
        self._check_columns(columns, in_pattern, grouped)
        self.has_aggregate = was_aggregate

    def _columns(self) -> list[tuple[Token, bool]]:
        """The variables of SELECT, and whether each is an alias of an expression; none for `*`."""
        if self.accept("*"):
            if self.peek().kind == "variable" or self.peek().text in (",", "("):
                raise self.fail("SELECT takes either * or a list of variables, not both")
            return []
        columns: list[tuple[Token, bool]] = []
        while self.peek().kind == "variable" or self.peek().text == "(":
            columns.append((self.alias("SELECT"), True) if self.peek().text == "(" else (self.take(), False))
            if self.peek().text == ",":
                raise self.fail("the variables of SELECT are separated by blanks: remove the comma")
        self._check_end_of_columns(is_first=not columns)
        return columns

    def _check_end_of_columns(self, *, is_first: bool) -> None:
        token = self.peek()
        if token.keyword in FUNCTIONS and self.peek(1).text == "(":
            raise self.fail(f"an expression in SELECT needs parentheses and a name: ({token.text}(...) AS ?name)")
        if close := close_word(token.text, {"DISTINCT", "REDUCED", "WHERE", "FROM"}):
            if token.keyword != close:
                raise self.fail(f"unexpected {token.text}: did you mean {close}?")
        elif token.keyword == "AS":
            raise self.fail("an expression and its name are written in parentheses: (COUNT(?x) AS ?name)")
        elif token.kind in ("word", "name"):
            raise self.fail(self._no_variable(token))
        self.check_term_start()
        if is_first:
            raise self.fail("nothing is selected: write variables, as in SELECT ?name, or * for all of them")

    def _no_variable(self, token: Token) -> str:
        looks_like_sql = any(
            one.keyword == "FROM" and next_one.kind == "word" and next_one.keyword != "NAMED"
            for one, next_one in zip(self.tokens, self.tokens[1:], strict=False)
        )
        hint = ". This looks like SQL; SPARQL selects by a pattern: SELECT ?name WHERE { ?who skos:prefLabel ?name }"
        name = token.text.rpartition(":")[2] or "name"
        return f"{token.text} is not a variable: write ?{name}{hint if looks_like_sql else ''}"

    def _check_columns(self, columns: list[tuple[Token, bool]], in_pattern: set[str], grouped: set[str] | None) -> None:
        names: set[str] = set()
        for token, is_alias in columns:
            name = token.text[1:]
            if is_alias and (name in names or name in in_pattern):
                raise self.fail(f"{token.text} already has a value: choose another name after AS", token)
            is_free = name in names or (grouped is None and not self.has_aggregate) or name in (grouped or ())
            if not is_alias and not is_free:
                raise self.fail(
                    f"{token.text} is neither grouped nor aggregated: add it to GROUP BY at the end of the query, "
                    f"or select (SAMPLE({token.text}) AS ?name)",
                    token,
                )
            names |= {name} if is_alias else set()

    def _construct(self) -> None:
        if self.peek().text == "{":
            self.group(is_template=True)
            if self.peek().kind == "end":
                raise self.fail("CONSTRUCT lacks its pattern: add WHERE { ... } after the template")
        self._dataset_and_where("CONSTRUCT")

    def _describe(self) -> None:
        if not self.accept("*"):
            if self.peek().kind not in ("variable", "iri", "name"):
                self.check_term_start()
                raise self.fail("nothing is described: write a variable or an IRI, as in DESCRIBE id:cut50")
            while self.peek().kind in ("variable", "iri", "name"):
                self.check_iri(self.take())
        if self.peek().keyword in ("WHERE", "FROM") or self.peek().text == "{":
            self._dataset_and_where("DESCRIBE")

    def _dataset_and_where(self, form: str) -> None:
        while self.accept("FROM"):
            self.accept("NAMED")
            if self.peek().kind not in ("iri", "name"):
                self.check_term_start()
                raise self.fail("FROM takes the IRI of a graph; what to look for is written in WHERE { ... }")
            self.check_iri(self.take())
        self.accept("WHERE")
        self.require_group(f"the pattern of {form}", "WHERE ")

    def _after_query(self) -> Exception:
        token = self.peek()
        if token.text in ("}", ")", "]"):
            return self.fail(f"unexpected {token.text}: it closes nothing that is open here: remove it")
        if token.text == ";":
            return self.fail("a query does not end with ; : remove it")
        if token.keyword == "WHERE":
            return self.fail("a query has one WHERE: write all its patterns into the same braces")
        if token.keyword in MODIFIERS:
            return self.fail(f"{token.keyword} must come earlier: the order is {_ORDER}")
        if token.kind == "word" and (close := close_word(token.text, MODIFIERS)):
            return self.fail(f"unexpected {token.text}: did you mean {close}?")
        return self.fail(f"unexpected {self.next_text()}: the query has ended before it")

    def _group_by(self) -> set[str] | None:
        """Read GROUP BY; the variables that it names. None if there is none."""
        if not self.accept("GROUP"):
            return None
        self._grouped = set()
        self._conditions("GROUP")
        return self._grouped

    def _modifiers(self) -> None:
        self._group_by()
        if self.accept("HAVING"):
            self.constraint("HAVING")
            while self.peek().text == "(" or self.peek().keyword in FUNCTIONS:
                self.constraint("HAVING")
        if self.accept("ORDER"):
            self._conditions("ORDER")
        while keyword := self.accept("LIMIT", "OFFSET"):
            self._count(keyword)
        if self.accept("VALUES"):
            self.values()

    def _conditions(self, keyword: str) -> None:
        if not self.accept("BY"):
            raise self.fail(f"{keyword} is followed by BY: write {keyword} BY ?name")
        if not self._condition(keyword):
            self.check_term_start()
            raise self.fail(f"{keyword} BY lacks its variable: write {keyword} BY ?name")
        while self._condition(keyword):
            pass
        if self.peek().text == ",":
            raise self.fail(f"the variables of {keyword} BY are separated by blanks: remove the comma")

    def _condition(self, keyword: str) -> bool:
        """Read one condition of GROUP BY or ORDER BY; False if there is none."""
        token = self.peek()
        if token.keyword in ("ASC", "DESC") and keyword == "ORDER":
            if self.peek(1).text != "(":
                raise self.fail(
                    f"{token.keyword} is written before its variable, with parentheses: {token.keyword}(?name)"
                )
            self.take()
        if token.kind == "variable":
            self._grouped.add(self.take().text[1:])
        elif self.peek().text == "(":
            opening = self.take()
            self.expression()
            if self.accept("AS"):
                self._grouped.add(self.take().text[1:])
            self.close(opening, ")")
        elif token.keyword in FUNCTIONS or token.kind in ("iri", "name"):
            self.expression()
        else:
            return False
        return True

    def _count(self, keyword: Token) -> None:
        token = self.peek()
        if token.kind != "number" or not token.text.isdigit():
            raise self.fail(f"{keyword.keyword} takes a whole number of 0 or more: write {keyword.keyword} 10")
        self.take()
