"""After a round organisers see what its answers say about each question and each content."""
