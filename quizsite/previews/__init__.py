"""Pictures of link previews, 1200 × 630, that the server draws in the site's own letters."""
