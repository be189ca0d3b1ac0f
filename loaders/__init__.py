"""Sources of facts, read into statements. Of graph it imports graph.model only."""
