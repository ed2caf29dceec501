"""Organisers say what each question is worth."""

import pytest

from contests.models import Round, Section
from contests.planning.blueprint import problems_with
from contests.planning.forms_points import PointsField, Scoring
from contests.planning.rounds import copy_round
from contests.planning.tie_chains import PRESETS, with_conditions, with_points, without_points
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.contests.planning.test_views import _noon, contest, desk, sent_round, url  # noqa: F401 -- fixtures
from tests.factories import (
    NOON,
    AxisFactory,
    DivisionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(desk, contest):  # noqa: F811 -- fixtures
    axis = AxisFactory()
    division = contest.divisions.get()

    def send(*, to="round_new", number=(), **changes):
        points = changes.pop("points", {})
        sent = sent_round(contest, axis, **changes)
        for place, written in points.items():
            on, difficulty = place.split(":")
            key = axis.pk if on == "axis" else 0
            sent[f"d-{division.pk}-{key}-{difficulty}"] = written
        return desk.post(url(to, contest.slug, *number), sent)

    return send


def errors(response):
    return response.context["form"].errors


def test_points_by_difficulty_and_of_one_axis_are_stored(form):
    form(scoring="points", wrong_points="0,25", points={"all:de": "2,5", "axis:any": "4"})
    round = Round.objects.get()
    assert round.tie_chain[0] == "points"
    assert "correct" not in round.tie_chain
    assert round.wrong_points == 25
    assert list(round.sections.order_by("pk").values_list("points", flat=True)) == [250, 400]


def test_a_blank_is_one_point(form):
    form(scoring="points")
    assert set(Section.objects.values_list("points", flat=True)) == {None}
    assert Round.objects.get().has_points


def test_without_points_nothing_changes(form):
    form(scoring="equal")
    round = Round.objects.get()
    assert (round.has_points, round.tie_chain[0]) == (False, "correct")


@pytest.mark.parametrize("scoring", ["", "equal"])
@pytest.mark.parametrize(
    "written",
    [
        {"points": {"all:de": "2"}},
        {"wrong_points": "1"},
        {"is_partial_credit": "on"},
        {"phan-0-division": "0", "phan-0-points": "3"},
    ],
)
def test_points_that_would_not_count_are_pointed_out(form, contest, scoring, written):  # noqa: F811 -- fixtures
    if "phan-0-division" in written:
        written = written | {"phan-0-division": str(contest.divisions.get().pk)}
    response = form(scoring=scoring, **written)
    assert "chọn tính điểm theo từng phần" in str(errors(response)["scoring"])
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    "written", ["0", "-1", "1,234", "101", "một", "1e2", "٣", "1.5.2", "9" * 7, "NaN", "\x00"]
)
def test_wrong_points_are_told_beside_their_field_and_nothing_is_lost(form, written):
    response = form(scoring="points", points={"all:de": written, "all:any": "2,5"})
    said = response.text
    assert "Hãy ghi số điểm từ 0,01 đến 100" in said
    assert 'value="2,5"' in said
    assert not Round.objects.exists()


@pytest.mark.parametrize(("written", "hundredths"), [("2,5", 250), ("2.5", 250), ("100", 10_000)])
def test_points_are_read_with_a_comma_or_a_dot(written, hundredths):
    field = PointsField()
    assert field.clean(written) == hundredths
    assert field.clean(field.prepare_value(hundredths)) == hundredths


def test_a_scale_beside_points_is_refused(form):
    response = form(scoring="points", points_scale="100")
    assert "để trống thang điểm" in str(errors(response)["points_scale"])


def test_ranking_by_points_that_no_question_has_is_refused(form):
    response = form(tie_preset="own", tie_1="points")
    assert "tiêu chí điểm" in str(errors(response)["tie_preset"])


def test_the_form_shows_again_what_is_stored(form, desk, contest):  # noqa: F811 -- fixtures
    form(scoring="points", wrong_points="0,5", points={"all:de": "2,5", "axis:any": "4"})
    page = desk.get(url("round_edit", contest.slug, 1))
    shown = page.context["form"]
    assert shown["scoring"].value() == Scoring.POINTS
    assert shown["tie_preset"].value() == "t2"
    assert shown["wrong_points"].value() == "0,5"
    assert [one.value() for one in page.context["blueprint"].matrices()[0].points] == [
        "2,5",
        None,
        None,
        "4",
    ]


def test_the_summary_adds_the_points_up(form):
    said = form(to="round_summary", scoring="points", points={"all:de": "2,5", "all:any": "4"}).text
    assert "CBCCVC 5 câu, tổng 17 điểm" in said


def test_a_copy_and_the_trail_keep_points(form, contest):  # noqa: F811 -- fixtures
    form(scoring="points", wrong_points="0,25", points={"all:de": "2,5"})
    copy = copy_round(Round.objects.get(), by=UserFactory(), at=NOON)
    assert (copy.has_points, copy.wrong_points) == (True, 25)
    assert set(copy.sections.values_list("points", flat=True)) == {250, None}
    line = AuditLine.objects.filter(kind=AuditKind.ROUND_CREATED).first()
    assert line.after["wrong_points"] == "0,25"
    assert "mỗi câu 2,5 điểm" in line.after["sections"][0]


def test_fields_must_bring_the_same_points():
    division = DivisionFactory(name="CBCCVC")
    parts = [
        Section(division=division, field=field, count=2, points=points)
        for field, points in (("Đất đai", 100), ("Hộ tịch", 150))
    ]
    problems = problems_with(parts, divisions=[division], pools=[[1, 2], [3, 4]])
    assert [one.message for one in problems] == [
        "Bảng CBCCVC: các lĩnh vực phải có cùng tổng điểm (Hộ tịch 3; Đất đai 2)."
    ]


@pytest.mark.parametrize("preset", PRESETS.values())
def test_a_known_order_is_known_again_by_points(preset):
    chain = with_points(with_conditions(preset, ["complete"]))
    assert chain.index("points") == sum(one in {"complete", "perfect"} for one in chain)
    assert without_points(chain) == with_conditions(preset, ["complete"])


def test_an_own_order_by_points_stays_as_it_is():
    chain = ["time_used", "points", "lots"]
    assert with_points(chain) == without_points(chain) == chain
