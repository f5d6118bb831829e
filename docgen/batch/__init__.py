"""Many workspaces or packages, on all cores of one computer or on many computers."""
