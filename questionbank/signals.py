"""Defines the signals that point up, from the bank to contests."""

from django.dispatch import Signal

# Sent inside the transaction that retires a published revision:
# revision: Revision, at: datetime, reason: str.
revision_retired = Signal()
