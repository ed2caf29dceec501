"""What everybody sees: the contests, one contest, the next step of a person."""
