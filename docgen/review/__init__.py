"""The bureau's review: points given by several people against the evidence, and what they make."""
