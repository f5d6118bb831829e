"""Whether a package is whole, and what it says it is: read by other code than wrote it."""
