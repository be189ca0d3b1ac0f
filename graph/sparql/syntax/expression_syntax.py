"""Reads expressions: operators, functions and their arguments."""

from __future__ import annotations

from graph.sparql.syntax.term_syntax import TermSyntax
from graph.sparql.syntax.token_reader import Undecided, close_word
from graph.sparql.syntax.tokenizer import Token

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_ANY = 1 << 30
_BY_ARITY = {
    (0, 0): "NOW RAND STRUUID UUID",
    (0, 1): "BNODE",
    (
        1,
        1,
    ): "ABS BOUND CEIL DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG "
    "LCASE MD5 MINUTES MONTH ROUND SECONDS SHA1 SHA256 SHA384 SHA512 STR STRLEN TIMEZONE TZ UCASE URI YEAR",
    (2, 2): "CONTAINS LANGMATCHES SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS",
    (2, 3): "REGEX SUBSTR",
    (3, 3): "IF",
    (3, 4): "REPLACE",
    (0, _ANY): "COALESCE CONCAT",
}
FUNCTIONS = {name: arity for arity, names in _BY_ARITY.items() for name in names.split()} | dict.fromkeys(
    AGGREGATES, (1, 1)
)
"""The built-in functions, with the least and the most arguments that each takes."""
_OTHER_NAMES = {
    "LENGTH": "STRLEN",
    "LEN": "STRLEN",
    "LOWER": "LCASE",
    "TOLOWER": "LCASE",
    "UPPER": "UCASE",
    "TOUPPER": "UCASE",
    "SUBSTRING": "SUBSTR",
    "INCLUDES": "CONTAINS",
    "STARTSWITH": "STRSTARTS",
    "ENDSWITH": "STRENDS",
    "TOSTRING": "STR",
    "STRING": "STR",
    "AVERAGE": "AVG",
    "IFNULL": "COALESCE",
    "MATCH": "REGEX",
    "ISNULL": "BOUND",
}
"""What other languages call these functions."""
_OPERATORS = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"})
_SQL_OPERATORS = {
    "AND": "&&",
    "OR": "||",
    "LIKE": 'CONTAINS(?x, "part") or REGEX(?x, "pattern")',
    "IS": "!BOUND(?x) for IS NULL, BOUND(?x) for IS NOT NULL",
    "BETWEEN": "?x >= 1 && ?x <= 9",
}


class ExpressionSyntax(TermSyntax):
    """Reads expressions. A class above adds the groups that EXISTS needs."""

    in_filter = False
    """Whether the expression belongs to a FILTER, which cannot aggregate."""
    has_aggregate = False
    """Whether an aggregate was read."""

    def expression(self) -> None:
        """Read an expression, as far as operators go on."""
        self.operand()
        while self._operator():
            self.operand()

    def _operator(self) -> bool:
        """Read an operator; False if the expression ends here."""
        token = self.peek()
        if token.kind == "iri":
            if token.text == "<>":
                raise self.fail("SPARQL uses != instead of <>")
            raise Undecided  # `?a <?b && ?c> ?d`: two comparisons that look like an IRI
        if token.keyword in ("IN", "NOT"):
            return self._in_list()
        if token.keyword in _SQL_OPERATORS:
            raise self.fail(f"SPARQL does not know {token.text}: write {_SQL_OPERATORS[token.keyword]}")
        if token.kind == "mark" and token.text in ("&", "|"):
            raise self.fail(f"write {token.text * 2} for {token.text}")
        if token.kind == "number" or token.text not in _OPERATORS:
            # `?x -1` subtracts: the sign belongs to no number here
            return False
        self.take()
        if token.text in "=!<>" and self.peek().text == "=" and self.is_glued():
            raise self.fail("SPARQL compares with a single =", token)
        return True

    def _in_list(self) -> bool:
        self.accept("NOT")
        if not self.accept("IN"):
            raise self.fail(f"unexpected {self.next_text()}: NOT is followed by IN here; elsewhere write ! for it")
        if self.peek().text != "(":
            raise self.fail("the values of IN are written in parentheses: ?x IN (1, 2)")
        self._arguments("IN")
        return self._operator()

    def operand(self) -> None:
        token = self.peek()
        if token.text in ("!", "-", "+"):
            self.take()
            self.operand()
        elif token.text == "(":
            opening = self.take()
            self.expression()
            self.close(opening, ")")
        elif token.kind in ("variable", "number"):
            self.take()
        elif token.kind == "string":
            self.take()
            self.literal_suffix()
        elif token.kind in ("iri", "name"):
            self.check_iri(self.take())
            if self.peek().text == "(":
                self._arguments(token.text)
        elif token.kind == "word":
            self._word_operand(token)
        else:
            self.check_term_start()
            raise self.fail(f"unexpected {self.next_text()}: a value is missing here")

    def _word_operand(self, token: Token) -> None:
        if token.text.lower() in ("true", "false"):
            self.take()
        elif token.keyword in ("EXISTS", "NOT"):
            self._exists()
        elif token.keyword in FUNCTIONS:
            self.function_call()
        elif self.peek(1).text == "(":
            close = _OTHER_NAMES.get(token.keyword) or close_word(token.text, FUNCTIONS)
            hint = f": did you mean {close}?" if close else ": a function of your own needs an IRI or a prefix"
            raise self.fail(f"{token.text} is not a function of SPARQL{hint}")
        else:
            raise self.fail(
                f'{token.text} is not a value: write ?{token.text} for a variable, or "{token.text}" for text'
            )

    def _exists(self) -> None:
        token = self.peek()
        if self.accept("NOT") and self.peek().keyword != "EXISTS":
            raise self.fail(f"SPARQL writes ! for NOT: !{self.next_text()} (NOT is for NOT EXISTS and NOT IN)", token)
        self.take()
        was_in_filter, self.in_filter = self.in_filter, False
        self.nested_group("EXISTS")
        self.in_filter = was_in_filter

    def nested_group(self, keyword: str) -> None:
        """Read the group behind a keyword."""
        raise NotImplementedError

    def function_call(self) -> None:
        """Read a call of a built-in function."""
        name = self.take()
        if name.keyword in AGGREGATES:
            if self.in_filter:
                raise self.fail(
                    f"FILTER cannot use {name.keyword}, because it looks at single rows: use GROUP BY and HAVING", name
                )
            self.has_aggregate = True
        if self.peek().text != "(":
            raise self.fail(f"{name.text} is a function: write its arguments in parentheses, as in {name.keyword}(?x)")
        count = self._arguments(name.keyword)
        least, most = FUNCTIONS[name.keyword]
        if not least <= count <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            raise self.fail(f"{name.keyword} takes {wanted} argument{'s' * (most != 1)}, not {count}", name)

    def _arguments(self, name: str) -> int:
        """Read the arguments of a function in parentheses; how many there are."""
        opening = self.take()
        if self.accept(")"):
            return 0
        if name in AGGREGATES:
            self.accept("DISTINCT")
        count = 1 if name == "COUNT" and self.accept("*") else self._argument_list(name)
        if name == "GROUP_CONCAT" and self.accept(";"):
            self._separator()
        self.close(opening, ")")
        return count

    def _argument_list(self, name: str) -> int:
        self.expression()
        count = 1
        while self.accept(","):
            self.expression()
            count += 1
        if self.is_term():
            raise self.fail(f"a comma is missing between the arguments of {name}")
        return count

    def _separator(self) -> None:
        if not (self.accept("SEPARATOR") and self.accept("=") and self.peek().kind == "string"):
            raise self.fail('write the separator of GROUP_CONCAT as ; SEPARATOR=", "')
        self.take()
