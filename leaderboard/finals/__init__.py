"""Fixing the result of a round, once."""
