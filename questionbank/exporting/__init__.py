"""Questions as files that the import reads again."""
