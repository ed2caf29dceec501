"""Finds every figure of a contest again from stored rows, with code of its own."""
