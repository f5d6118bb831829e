"""The sealed scans that come back: which page each is, and the set of them in order."""
