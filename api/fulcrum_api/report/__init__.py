"""The recommendation as a report in a terminal, its proof and its why-not."""
