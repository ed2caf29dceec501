"""Written rounds: works are handed in, sieved, and their results go to the boards."""
