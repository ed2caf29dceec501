"""A person reads every own result: papers, places, what got better, and how the own unit does."""
