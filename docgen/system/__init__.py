"""Files, folders, locks, workers: what docgen needs of the computer, knowing no evidence."""
