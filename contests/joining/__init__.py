"""One way in: from a contest's page over a few questions and a code to an entry and the start."""
