"""Anybody tries three questions of practice sets without an account; nothing is stored."""
