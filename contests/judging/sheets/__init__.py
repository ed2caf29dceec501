"""A juror reads anonymous works and marks them; nothing here can reach who wrote them."""
