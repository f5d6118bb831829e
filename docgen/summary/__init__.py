"""Many packages beside one another, and the sums over them."""
