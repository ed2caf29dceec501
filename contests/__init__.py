"""Who is asked what and when, and what it is worth."""
