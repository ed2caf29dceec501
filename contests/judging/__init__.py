"""Juries mark anonymous works by a rubric; nothing here knows who wrote them."""
