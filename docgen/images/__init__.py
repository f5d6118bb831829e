"""Pictures: their formats taken apart, and what can be seen in them. Knows no evidence."""
