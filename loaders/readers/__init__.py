"""Opens record files: finds them, limits their size, and parses XML, JSON, YAML, CSV and zip archives."""
