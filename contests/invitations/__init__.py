"""A link that its holder opens to take a role: made, copied, taken back, used once."""
