"""Files that people upload and others see: cleaned in a limited process before anybody does."""
