"""The evidence bundle: planned, laid out, stamped, and only then drawn."""
