"""One file for each type of question: what an answer is, how it is checked and scored."""
