"""The faces: HTTP, page and command line. Imports loaders and graph."""
