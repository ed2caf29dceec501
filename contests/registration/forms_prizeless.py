"""The form that puts a unit on the list of those who take part without a prize."""

from datetime import date
from typing import Any

from contests.forms import DeskReasonForm
from quizsite.accounts.units.fields import UnitField


class PrizelessUnitForm(DeskReasonForm):
    unit = UnitField()
    field_order = ("unit", "reason")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 -- declared above
        unit.on = on
