"""Whom a unit must bring to a contest: listed, found again among entries, counted and signed."""
