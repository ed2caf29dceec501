"""Participation as a picture of tiles, one a unit inside its khối; other sites may embed it."""
