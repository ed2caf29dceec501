"""Who is told what, by which channel, once: outbox, channels, preferences."""
