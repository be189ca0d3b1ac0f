"""Finds the first syntax error of a query, to explain it. It runs only on queries that the engine has refused.

Each class reads one level of the grammar and passes on to the level below by inheritance: query, patterns, triples,
expressions, terms, tokens.
"""
