"""What operators see: logs, counts, deadlines."""
