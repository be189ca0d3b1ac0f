"""How the graph leaves: files, the stream to Gephi, DCAT, and sending a version to another server."""
