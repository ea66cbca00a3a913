"""What the open answers could still do: bounds, stability, flips, the next question."""
