"""Organisers give people more time, attempts or a window of their own, and answer incidents."""
