"""Says in a sentence where a former place went, and what to choose."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from quizsite.accounts.units.former_places import FormerPlace
from quizsite.language.moments import listed

_MOST_NAMED = 4


def where_it_went(place: FormerPlace, went: Sequence[str]) -> str:
    """“Phường Phúc Xá cũ (quận Ba Đình) nay thuộc Phường Hồng Hà.”"""
    said = {"name": place.name, "district": _lower_first(place.district), "count": len(went)}
    was = _("%(name)s cũ (%(district)s)") if place.district else _("%(name)s cũ")
    said["was"] = was % said
    if len(went) == 1:
        return _("%(was)s nay thuộc %(unit)s.") % (said | {"unit": went[0]})
    if len(went) <= _MOST_NAMED:
        sentence = _("%(was)s nay thuộc %(units)s: hãy chọn nơi bạn ở hoặc làm việc.")
        return sentence % (said | {"units": listed(list(went))})
    sentence = _("%(was)s nay thuộc %(count)d phường, xã: hãy chọn nơi bạn ở hoặc làm việc.")
    return sentence % said


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
