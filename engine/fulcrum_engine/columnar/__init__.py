"""The same rule book over whole columns of situations at once."""
