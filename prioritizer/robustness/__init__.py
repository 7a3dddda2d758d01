"""How much a ranking depends on weights and on data."""
