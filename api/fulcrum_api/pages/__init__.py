"""The pages: the form and the knowledge for people, without script, from the same values."""
