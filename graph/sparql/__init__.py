"""Read-only SPARQL: what a query may ask, in which format it is answered, and what is refused and why."""
