"""The result of a round is checked, fixed, and afterwards only corrected as a new version."""
