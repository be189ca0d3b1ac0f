"""The files of a version: sorted N-Quads, records, columns of ties, and the search index."""
