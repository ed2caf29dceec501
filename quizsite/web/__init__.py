"""HTTP ground for all apps: middleware, kept pages, JSON endpoints beside Django, limits of the
server."""
