"""What `samples/make.py` is made of: drawing, papers, pictures, people and the two workspaces."""
