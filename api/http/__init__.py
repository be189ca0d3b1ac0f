"""The web layer: settings, parameters, pagination, content negotiation, caches, problem details."""
