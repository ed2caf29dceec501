"""Authors keep the axes here: adding, renaming, ordering and retiring them."""
