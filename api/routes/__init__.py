"""The HTTP routes. Each reads parameters, calls the graph, and returns its answer."""
