"""PostgreSQL's backend with what our connections need."""
