"""Group signals that say alike, name the groups, say how firm they are."""
