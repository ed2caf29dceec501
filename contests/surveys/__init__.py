"""Organisers ask people how satisfied they are, and nobody can find out who answered what."""
