"""What a version keeps on disk: sorted N-Quads, records, tie columns, the index of names."""
