"""Sums and places without reading every standing."""
