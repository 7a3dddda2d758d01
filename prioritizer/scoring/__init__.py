"""Values, weights, aggregation, ranking: numbers only."""
