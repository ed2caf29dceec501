"""People see the pictures of questions that a page of theirs shows, and no others."""
