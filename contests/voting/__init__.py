"""The public votes for works that may be shown: verified people, one vote each, in a window."""
