"""Blocks of units that templates name, and the khối of a site that each means."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import UnitKind
from quizsite.language.vietnamese import search_key

DEPARTMENTS, SERVICES, COMMUNES, SCHOOLS = "so", "su-nghiep", "cap-xa", "truong"
BLOCKS = {
    DEPARTMENTS: _("sở, ngành"),
    SERVICES: _("đơn vị sự nghiệp"),
    COMMUNES: _("phường, xã, đặc khu"),
    SCHOOLS: _("trường học"),
}
# Beginnings of the keys of a khối's name or code, as provinces, lists and people write them.
_NAMED = {
    DEPARTMENTS: ("so ", "co quan hanh chinh"),
    SERVICES: ("don vi su nghiep", "su nghiep"),
    COMMUNES: ("phuong ", "xa ", "dac khu ", "cap xa"),
    SCHOOLS: ("truong ",),
}


def kinds_meant(block: str, kinds: Iterable[UnitKind]) -> list[UnitKind]:
    """Find them by name or code, in the site's order."""
    return [kind for kind in kinds if _is_named(block, kind.name) or _is_named(block, kind.code)]


def _is_named(block: str, said: str) -> bool:
    return f"{search_key(said)} ".startswith(_NAMED[block])
