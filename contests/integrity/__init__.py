"""Organisers review signs of cheating: each comes with its base rate, and none of them decides."""
