"""The pages: rendering, sections, the grouping of ties, numbers and dates as words."""
