"""Readers of files that offices send, one a format, in a limited child process without Django."""
