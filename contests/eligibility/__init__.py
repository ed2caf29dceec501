"""Who may enter a division by rule, and what an entry asks about the person."""
