"""Sockets tell: messages between processes, and those who listen on this one's sockets."""
