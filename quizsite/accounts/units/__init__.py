"""The tree of units: people search it and pick from it, organisers import lists into it."""
