"""People review here what was read from a file, and what they confirm becomes drafts."""
