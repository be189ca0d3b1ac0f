"""Which ids stand for one actor, and the rewriting to canonical ids."""
