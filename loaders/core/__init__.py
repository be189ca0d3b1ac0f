"""What all loaders share: the contract of a loader, writers of statements, ids, dates, amounts and texts."""
