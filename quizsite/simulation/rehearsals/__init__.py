"""A rehearsal: a copy of a contest that simulated people have taken, to look at and throw away."""
