"""Prepares Vietnamese text for searching, and puts moments and lengths of time into words."""
