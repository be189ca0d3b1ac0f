"""Filings under the Lobbying Disclosure Act. The loader is in lda_loader.py."""
