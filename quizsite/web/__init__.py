"""HTTP for all apps: middleware, page cache, JSON endpoints beside Django, limits of the server."""
