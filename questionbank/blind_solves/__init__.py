"""Reviewers answer a question blind here, before its key opens for them."""
