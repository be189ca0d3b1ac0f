"""SPARQL over HTTP: requests, the query service, its description, and another endpoint behind ours."""
