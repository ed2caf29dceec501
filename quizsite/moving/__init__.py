"""The whole site moves to another database, and each row is shown to have arrived."""
