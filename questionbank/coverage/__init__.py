"""What the published questions cover, and what they were used for, as tables and a file."""
