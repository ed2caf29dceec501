"""A revision's way from draft to published to retired, and the pages for it."""
