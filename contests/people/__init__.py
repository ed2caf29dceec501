"""Staff look for a person, see the roles, and decide on the account."""
