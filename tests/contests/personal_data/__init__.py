"""What contests keep about people, and what deleting leaves of it."""
