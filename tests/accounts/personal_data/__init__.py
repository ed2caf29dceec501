"""What the site keeps about people, and what people may do about it."""
