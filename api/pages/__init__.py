"""Web pages: rendering, sections, groups of ties, and the formatting of numbers and names."""
