"""Vietnamese text to search by, and moments and lengths of time in words."""
