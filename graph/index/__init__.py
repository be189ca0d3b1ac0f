"""The opened version: adjacency, columns, filters, subgraphs and the networkx graph."""
