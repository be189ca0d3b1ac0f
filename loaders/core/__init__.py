"""What every loader builds on: its card, strict CSV, ids, checks of counts, and the writer of statements."""
