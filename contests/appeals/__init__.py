"""People appeal a question, their result or being voided; two organisers answer."""
