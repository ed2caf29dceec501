"""Devices in the hall take seats, answer and press, and are told what to show."""
