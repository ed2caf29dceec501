"""What one author alone may not do is proposed here, and another person confirms or refuses it."""
