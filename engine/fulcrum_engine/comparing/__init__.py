"""Two rule books side by side: what differs, and whose advice changes."""
