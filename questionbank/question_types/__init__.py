"""Each type of question has one file here, which checks and scores its answers."""
