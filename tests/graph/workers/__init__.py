"""Query workers."""
