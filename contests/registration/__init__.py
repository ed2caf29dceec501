"""Entries: who takes part, in which division and for which unit, voiding and restoring."""
