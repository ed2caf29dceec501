"""How many people of each category a unit of a block should bring to a contest."""
