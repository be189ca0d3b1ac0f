"""Exports: one format, one module. `file_formats` lists the formats."""
