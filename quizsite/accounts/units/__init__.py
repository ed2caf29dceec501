"""The tree of units: searching it, picking from it, taking in lists of it."""
