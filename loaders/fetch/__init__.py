"""Downloads record files from their publishers: slowly, resumably, and never a bad file over a good one."""
