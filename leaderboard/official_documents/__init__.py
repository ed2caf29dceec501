"""Organisers print decisions, minutes, notices and reports from one frozen result."""
