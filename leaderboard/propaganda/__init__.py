"""Units note how they made the reform known; reports of a period add it up with the contests."""
