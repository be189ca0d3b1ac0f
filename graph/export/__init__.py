"""Exports: one format, one module. `exporters` says which there are."""
