"""What is wrong with a question, told at the place where its author mends it."""

from typing import NamedTuple

from django.utils.translation import gettext as _


class Fault(NamedTuple):
    """`place` is the name of the cell in a file: `stem`, `right`, an option's letter, …"""

    place: str
    advice: str


def too_long(limit: int) -> str:
    return _("Dài quá %(limit)s ký tự. Hãy rút gọn.") % {"limit": limit}
