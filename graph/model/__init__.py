"""Statements, ids and dates, on the standard library alone: the one part of graph that loaders may import."""
