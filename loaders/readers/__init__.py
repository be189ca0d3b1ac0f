"""How record files are opened: found and bounded, XML, JSON, YAML and zip archives, each refused with a reason."""
