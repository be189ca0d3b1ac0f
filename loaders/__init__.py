"""Readers of facts and public records, which produce statements. They import graph.model, nothing else of graph."""
