"""The terminal: output, progress, and answers as lines of text."""
