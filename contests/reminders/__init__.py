"""Organisers and contact persons remind people who have not handed in, and read what was sent."""
