"""Charts as pictures that the server draws, each with its figures in a table."""
