"""The best works of a written round go on to a final, where people present them to a jury."""
