"""The use cases: check a workspace, build its package, freeze its numbers."""
