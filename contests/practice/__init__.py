"""People learn here: they practise questions whose keys are free, and find what to read."""
