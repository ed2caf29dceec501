"""What contests keep about a person: shown to them, and emptied when they ask."""
