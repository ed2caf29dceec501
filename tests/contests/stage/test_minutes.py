"""Minutes of a show: what was decided on the stage, and what it came to."""

from typing import Any

import pytest

from contests.models import StageEvent
from contests.stage.minutes import minutes_of_show
from contests.stage.verify import differences
from quizsite.documents.structure import Paragraph, Table
from quizsite.documents.writers import WRITERS
from tests.contests.stage.cast import happen, jurors, made_show, on
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def show() -> Any:
    made = on(made_show())
    team, part = made.teams.first().pk, made.parts.first().pk
    for seat, points in zip(jurors(made), ("8", "9", "8.5"), strict=True):
        happen(made, "mark_sent", juror=seat, team=team, part=part, points=points)
    happen(made, "penalty", team=team, part=part, points="-0.25", reason="quá 20 giây")
    happen(made, "run_ended")
    return made


def texts(document: Any) -> str:
    return "\n".join(one.text for one in document.blocks if isinstance(one, Paragraph))


def test_minutes_say_what_was_taken_off_and_why_and_the_places(show):
    document = minutes_of_show(show, at=NOON)
    assert "Trừ điểm: Đỏ, Chào hỏi: -0,25 điểm. Lý do: quá 20 giây." in texts(document)
    (results,) = [one for one in document.blocks if isinstance(one, Table)]
    assert results.rows[0] == ("1", "Đỏ", "8,25", "0", "8,25")
    sheets = document.annexes[0].blocks[0]
    assert sheets.rows == (("Chào hỏi", "Đỏ", "8", "9", "8,5", "8,5"),)


def test_minutes_are_a_draft_until_the_result_is_agreed(show):
    assert minutes_of_show(show, at=NOON).is_draft
    happen(show, "result_agreed")
    assert not minutes_of_show(show, at=NOON).is_draft


def test_minutes_say_whether_a_recount_came_to_the_same(show, monkeypatch):
    assert "kết quả trùng khớp" in texts(minutes_of_show(show, at=NOON))
    row = StageEvent.objects.get(kind="penalty")
    changed = {**row.payload, "points": "-5"}
    found = [
        (one.sequence, one.kind, changed if one.pk == row.pk else one.payload)
        for one in StageEvent.objects.all()
    ]
    monkeypatch.setattr("contests.stage.verify.rows_of", lambda _show, _run: found)
    assert differences(show, 1) == [
        "Đỏ, Chào hỏi: điểm tính lại khác.",
        "Đỏ: tổng điểm tính lại khác.",
    ]
    assert "thấy khác" in texts(minutes_of_show(show, at=NOON))


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_organisers_take_the_minutes_home_as_a_file(show, ending, organiser, signed_in):
    show.round.contest.organisers.add(organiser, through_defaults={"since": NOON})
    page = f"/to-chuc/{show.round.contest.slug}/san-khau/{show.round.number}/bien-ban."
    answer = signed_in(organiser).get(page + ending)
    assert (answer.status_code, len(answer.content) > 1000) == (200, True)
    assert signed_in(organiser).get(page + "exe").status_code == 404
