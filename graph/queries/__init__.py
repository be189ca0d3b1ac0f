"""Questions to a version: neighbors, paths, conflicts, coverage, listings."""
