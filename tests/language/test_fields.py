"""Text that somebody is to read must be seen."""

import pytest

from contests.forms import DeskReasonForm, ReasonForm


@pytest.mark.parametrize("form", [ReasonForm, DeskReasonForm])
def test_a_reason_of_invisible_letters_is_no_reason(form):
    assert form({"reason": "\u3164 \u200b"}).errors == {"reason": ["Hãy ghi lý do."]}
    assert form({"reason": " Vắng "}).is_valid()
