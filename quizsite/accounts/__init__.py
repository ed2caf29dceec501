"""People and units: who somebody is, how they sign in, what they agreed to, where they work."""
