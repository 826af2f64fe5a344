"""What every dock shares: the four states, running algorithms, numbers as the house shows them."""
