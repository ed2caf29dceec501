"""The epoch tells which life of the database this is: random, and a new one after every restore."""
