"""Many situations together: a batch, several voices about one team, a portfolio."""
