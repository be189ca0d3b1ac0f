"""The knowledge: RDF, versions, mirror, measures, queries and exports. Imports neither loaders nor api."""
