"""The best n, what a budget buys, and the flagships."""
