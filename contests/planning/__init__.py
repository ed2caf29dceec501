"""Organisers plan: contests, divisions, rounds, the blueprint of a paper, publishing."""
