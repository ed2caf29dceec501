"""Contests: their rounds, entries, papers, and what the answers are worth."""
