"""Text as people write and read it: what is hidden in it, shown of it, and how wide it stands."""
