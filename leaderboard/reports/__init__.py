"""Organisers report on a round or a contest: one reading of its figures, as page and as files."""
