"""A studio's folder: read with everything that is wrong with it, or made new."""
