"""What accounts tell those above them, which they do not know."""

from django.dispatch import Signal

# All sessions of a person, or all but one, were ended by force; sent with `user`, in the
# transaction of the change if there is one.
sessions_ended = Signal()

# Sent inside the transaction: user: User, is_given: bool, at: datetime.
publication_decided = Signal()

# Sent inside the transaction, for every purpose: user: User, purpose: Purpose, at: datetime.
consent_withdrawn = Signal()

# Units were renamed, ended or merged. Sent inside the transaction: at: datetime.
units_changed = Signal()
