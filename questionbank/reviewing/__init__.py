"""People of the bank check a revision against a list, comment on it, and suggest other wording."""
