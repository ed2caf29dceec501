"""Made-up people who take a round through the real doors, and a ledger of what they were told."""
