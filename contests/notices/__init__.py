"""Contests say here what people are told of, and whom it concerns."""
