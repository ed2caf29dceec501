"""Organisers decide what counts if a question is wrong, and its papers are scored again."""
