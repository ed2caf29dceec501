"""Accounts know people and units: names, ways to sign in, consents, and places of work."""
