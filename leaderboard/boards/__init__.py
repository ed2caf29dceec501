"""Boards: what watchers see, on a page and over a socket."""
