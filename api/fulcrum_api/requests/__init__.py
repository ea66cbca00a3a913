"""From bytes to checked input: bodies, situations, changes, tags, and how failures are told."""
