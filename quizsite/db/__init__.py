"""Our own ways to the database: fast selects, bulk writes, a lookup and two backends."""
