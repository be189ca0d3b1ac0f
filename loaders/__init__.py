"""Sources of facts, read into statements. Imports graph.model and graph.ids only."""
