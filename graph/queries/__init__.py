"""Queries of a version: neighbors, paths, conflicts, coverage, gaps, listings, statistics and more."""
