"""PDF: objects, pages and texts written, foreign pages brought in. Knows no evidence."""
