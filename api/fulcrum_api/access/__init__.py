"""Who may come in, how often, and what browsers are told."""
