"""From what follows to a recommendation, and to another one when answers change."""
