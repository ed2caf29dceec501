"""Units against their headcounts."""
