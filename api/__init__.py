"""HTTP API, web pages and command line. Imports loaders and graph."""
