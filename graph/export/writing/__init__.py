"""What the writers of files share: attributes, colours, layout, escaping, metadata."""
