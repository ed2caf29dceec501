"""After a restore devices bring back what was acknowledged; organisers decide on unknown papers."""
