"""Network analysis: centrality, bridges, communities, and the backends that compute them."""
