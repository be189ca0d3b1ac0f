"""What is wrong with data: statements against the ontology, graphs against the SHACL shapes."""
