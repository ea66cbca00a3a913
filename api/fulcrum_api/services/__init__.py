"""What all calls share: storage, keys, rule books, requests under way, upkeep."""
