"""Operators see here whether the site is well: metrics, process reports, health checks, logs."""
