"""Of how many people something may be said. Pure; pages read it without loading pandas."""

# Of fewer people nothing is said but how many; of fewer than SMALL only shares with intervals.
HIDDEN, SMALL = 5, 30
# A share by content is that of so many people at least.
LEAST_PEOPLE = 10
