"""Staff disable and enable accounts, and restore a lost second factor with two people."""
