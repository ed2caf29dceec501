"""Everybody reads works and ideas whose authors agreed: searched, page by page, embedded."""
