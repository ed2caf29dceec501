"""What the site keeps about a person: for which purpose, how long, and what a person may do."""
