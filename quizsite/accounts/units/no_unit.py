"""The unit of people who belong to none: a line that participation shows, and nobody can pick."""

from django.utils.translation import gettext as _

from quizsite.accounts.models import Unit, UnitKind

NO_UNIT = "khong-thuoc-don-vi-nao"


def unit_of_nobody() -> Unit:
    """Return the site's one row; whoever first enters without a unit makes it."""
    found: Unit | None = Unit.objects.filter(code=NO_UNIT).first()
    if found is not None:
        return found
    said = {"name": _("Không thuộc đơn vị nào"), "position": 999}
    kind, _made = UnitKind.objects.get_or_create(code=NO_UNIT, defaults=said)
    unit: Unit
    unit, _made = Unit.objects.get_or_create(
        code=NO_UNIT, defaults={"name": said["name"], "kind": kind}
    )
    return unit
