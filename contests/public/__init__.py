"""Pages for everybody: the contests, one contest, the next step of a person."""
