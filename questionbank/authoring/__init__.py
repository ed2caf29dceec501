"""Authors and reviewers take a revision from draft to published to retired."""
