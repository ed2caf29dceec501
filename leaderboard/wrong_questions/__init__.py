"""Organisers see what a ruling on a wrong question would change, and decide on it."""
