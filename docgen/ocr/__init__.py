"""Text read from pictures of pages: where lines are, and what they say. Knows no evidence."""
