"""Defines the signals that point up, from contests to the boards."""

from django.dispatch import Signal

# Sent inside the transaction that closes attempts: round: Round, entry_ids: list[int].
attempts_closed = Signal()

# Sent inside the transaction that scores closed attempts again: the same.
attempts_regraded = Signal()

# Sent inside the transaction that hands in, withdraws, refuses or marks works: the same.
works_changed = Signal()

# Sent inside the transaction that voids or restores an entry: entry: Entry.
entry_changed = Signal()

# Sent inside the transaction that corrects units or divisions: contest_id: int,
# entry_ids: list[int], division_ids: list[int] (left and joined).
entries_moved = Signal()
# Sent inside the transaction that changes what the public reads of people, their names or that
# they get no prize: entries: list[Entry].
entries_renamed = Signal()
# Sent inside the transaction that stores a juror's marks: work: JudgedWork, panel: Panel.
sheet_sent = Signal()
# Sent inside the transaction in which a juror declines a work: panel: Panel.
tie_declared = Signal()
