"""Ready contests after real ones: read with their rules, then made into drafts that are edited."""
