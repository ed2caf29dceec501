"""Each type of question is a module here, which checks, reads, scores and reviews it."""
