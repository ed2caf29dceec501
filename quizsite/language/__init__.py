"""Prepares Vietnamese text for searching, judges names, and puts moments and lengths into words."""
