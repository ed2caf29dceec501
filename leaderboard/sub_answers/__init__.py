"""Two organisers decide on a sub-question: its answer, or a mark for each answer in words."""
