"""Recognised results: computed from attempts, ranked by the tie chain, stored."""
