"""A package signed with the certificate of its unit."""
