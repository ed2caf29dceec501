"""One person's paper from start to score: starting, closing, scoring, reviewing."""
