"""The database: selects written once, many rows in one statement, lookups and backends of our
own."""
