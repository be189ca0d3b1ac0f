"""Versions: building and publishing them, their folders, backups, and what changed between two."""
