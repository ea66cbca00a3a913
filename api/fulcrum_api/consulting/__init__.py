"""What can be done with a consultation: ask, keep, list, replay, explain, share, gather."""
