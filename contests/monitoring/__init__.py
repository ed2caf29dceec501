"""Organisers watch a running round, and the invariants that must hold."""
