"""Things on a person's device: theme, size of letters, installing, a page without network."""
