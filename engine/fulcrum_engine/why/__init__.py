"""Why the advice is what it is, and why it is not something else, in words."""
