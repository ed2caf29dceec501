"""Organisers read what was done in their contest, and staff what was done on the site."""
