"""Made-up people take a round through the real endpoints; a ledger keeps all acknowledgements."""
