"""The command line and what is generated from it."""
