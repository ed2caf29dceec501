"""The site wires the apps together, and holds the code that they all share."""
