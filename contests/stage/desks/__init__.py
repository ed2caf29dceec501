"""People at desks run a show: the host, the secretary, the timekeeper and the jurors."""
