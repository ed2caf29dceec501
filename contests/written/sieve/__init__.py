"""The sieve: a machine points at what may be wrong with a work, people decide, authors read why."""
