"""SPARQL over HTTP: a real server on a free port of this machine, asked by real clients."""
