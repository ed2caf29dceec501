"""Defines the signals that point up, from contests to the boards."""

from django.dispatch import Signal

# Sent inside the transaction that closes attempts: round: Round, entry_ids: list[int].
attempts_closed = Signal()

# Sent inside the transaction that voids or restores an entry: entry: Entry.
entry_changed = Signal()
