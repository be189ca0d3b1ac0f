"""Getting record files from their publishers: politely, resumably, and never a bad file over a good one."""
