"""Django's SQLite backend, in which the writers of a process queue on a lock."""
