"""From files to a rule book: read, check, name every fault, restore what was stored."""
