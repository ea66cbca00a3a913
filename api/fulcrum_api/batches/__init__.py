"""Many situations in one go: lines in, lines out, in order, each standing alone."""
