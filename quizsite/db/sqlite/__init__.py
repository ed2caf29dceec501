"""SQLite's backend whose writers wait for each other in turn."""
