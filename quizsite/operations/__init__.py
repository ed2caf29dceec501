"""Whether the site is well: metrics, what processes report of themselves, health in words, logs."""
