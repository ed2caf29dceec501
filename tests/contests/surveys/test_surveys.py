"""A survey from its draft to its closing, and who may do what with it."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from contests.models import (
    SURVEY_MOVES,
    Response,
    SampleDimension,
    ServiceFactor,
    Survey,
    SurveyPhase,
    SurveyPlace,
    SurveyQuestion,
    SurveyQuestionKind,
    SurveyState,
)
from contests.planning.take_back import ContestHasSurveys, delete_draft_contest
from contests.surveys import surveys
from contests.surveys.access import own_survey
from contests.surveys.forms import QuestionForm
from contests.surveys.questions import (
    DimensionAsked,
    SecondScreening,
    TooManyQuestions,
    move_question,
    remove_question,
    save_question,
)
from contests.surveys.response_form import ResponseForm
from contests.surveys.rules import SurveyMoved, SurveyNotDraft, SurveyOver
from contests.surveys.survey_templates import TEMPLATES
from contests.surveys.tally import Asked, Row, tally_rows
from contests.surveys.words import legend
from quizsite.models import AuditLine
from tests.contests.surveys import cast
from tests.factories import NOON, ContestFactory, OrganiserFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(organiser):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def draft(contest):
    return cast.survey_of(contest, at=NOON, state="draft")


def kinds():
    return list(AuditLine.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda one: one.key)
def test_a_template_makes_questions_that_can_be_answered(organiser, contest, template):
    survey = Survey(contest=contest, title="x", organiser_name="y")
    survey.opens_at, survey.closes_at = NOON, NOON + timedelta(days=1)
    surveys.create_survey(survey, template=template, by=organiser, at=NOON)
    form = ResponseForm(survey=survey)
    assert len(form.blocks) == len(template.asked)
    for question in survey.questions.all():
        stored = {field: getattr(question, field) for field in ("options", "items")}
        lines = {name: "\n".join(value) for name, value in stored.items()}
        said = {"kind": question.kind, "text": question.text, "factor": question.factor, **lines}
        edited = QuestionForm({**said, "dimension": question.dimension}, instance=question)
        assert edited.is_valid(), edited.errors
    assert kinds() == ["survey_created"]


def test_the_frame_is_named_as_it_may_be_and_has_the_five_factors():
    template = TEMPLATES["khung-sipas"]
    assert template.name == "Khảo sát theo khung SIPAS"
    assert "không phải Chỉ số SIPAS" in str(template.about)
    factors = {one.factor for one in template.asked if one.factor}
    assert factors == {factor for factor in ServiceFactor if factor}


def test_from_draft_to_open_to_closed_each_step_leaves_a_line(organiser, draft):
    surveys.open_survey(draft, by=organiser, at=NOON)
    assert draft.phase(NOON) == SurveyPhase.OPEN
    surveys.close_survey(draft, by=organiser, at=NOON)
    assert draft.phase(NOON) == SurveyPhase.CLOSED
    assert kinds() == ["survey_opened", "survey_closed"]
    assert AuditLine.objects.first().contest == draft.contest_id


@pytest.mark.parametrize("opens_in", [-2, 1])
def test_closed_early_it_ended_then_and_the_trail_has_both_days(organiser, contest, opens_in):
    day = timedelta(days=1)
    times = {"opens_at": NOON + opens_in * day, "closes_at": NOON + 9 * day}
    survey = cast.survey_of(contest, at=NOON, state=SurveyState.OPEN, **times)
    surveys.close_survey(survey, by=organiser, at=NOON)
    survey.refresh_from_db()
    assert survey.closes_at == NOON
    assert survey.opens_at == min(times["opens_at"], NOON - timedelta(microseconds=1))
    line = AuditLine.objects.get(kind="survey_closed")
    assert line.before["closes_at"] != line.after["closes_at"]


@pytest.mark.parametrize("start", SurveyState)
def test_only_moves_of_the_table_are_made(organiser, contest, start):
    for end, act in (("open", surveys.open_survey), ("closed", surveys.close_survey)):
        survey = cast.survey_of(contest, at=NOON, state=start)
        if SurveyState(end) in SURVEY_MOVES[start]:
            act(survey, by=organiser, at=NOON)
        else:
            with pytest.raises(SurveyMoved):
                act(survey, by=organiser, at=NOON)


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "phase"),
    [(1, 2, "upcoming"), (0, 1, "open"), (-1, 0, "closed")],
)
def test_the_clock_tells_whether_an_open_one_takes_answers(opens_in, closes_in, phase):
    window = {"opens_at": NOON + timedelta(hours=opens_in)}
    window["closes_at"] = NOON + timedelta(hours=closes_in)
    assert Survey(state="open", **window).phase(NOON) == phase
    assert Survey(state="draft", **window).phase(NOON) == "draft"
    assert Survey(state="closed", **window).phase(NOON) == "closed"


def test_without_questions_or_with_a_past_closing_it_does_not_open(organiser, draft):
    with pytest.raises(surveys.ClosesInThePast):
        surveys.open_survey(draft, by=organiser, at=draft.closes_at)
    draft.questions.exclude(kind="screening").delete()
    with pytest.raises(surveys.NothingAsked):
        surveys.open_survey(draft, by=organiser, at=NOON)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_once_open_only_the_closing_moves_and_once_closed_nothing(organiser, contest):
    survey = cast.survey_of(contest, at=NOON)
    survey.title, survey.closes_at = "Tên khác", NOON + timedelta(days=9)
    surveys.edit_survey(survey, by=organiser, at=NOON)
    survey.refresh_from_db()
    assert survey.title == "Khảo sát theo khung SIPAS"
    assert survey.closes_at == NOON + timedelta(days=9)
    survey.closes_at = NOON - timedelta(seconds=1)
    with pytest.raises(surveys.ClosesInThePast):
        surveys.edit_survey(survey, by=organiser, at=NOON)
    survey.closes_at = NOON + timedelta(days=99)
    with pytest.raises(SurveyOver):
        surveys.edit_survey(survey, by=organiser, at=NOON + timedelta(days=9))


def test_questions_move_as_long_as_it_is_a_draft_and_the_screening_stays_first(organiser, draft):
    texts = lambda: list(draft.questions.values_list("text", flat=True))  # noqa: E731 -- read thrice
    before = texts()
    move_question(draft.questions.all()[2], up=True, by=organiser, at=NOON)
    assert texts() == [before[0], before[2], before[1], *before[3:]]
    move_question(draft.questions.all()[1], up=True, by=organiser, at=NOON)
    assert texts()[0] == before[0]
    remove_question(draft.questions.all()[1], by=organiser, at=NOON)
    assert list(draft.questions.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    surveys.open_survey(draft, by=organiser, at=NOON)
    for act in (
        lambda one: move_question(one, up=False, by=organiser, at=NOON),
        lambda one: remove_question(one, by=organiser, at=NOON),
        lambda one: save_question(one, by=organiser, at=NOON),
    ):
        with pytest.raises(SurveyNotDraft):
            act(draft.questions.all()[1])


def test_there_is_one_screening_question_and_one_question_a_dimension(organiser, draft):
    new = SurveyQuestion(survey=draft, kind="screening", text="Lần nữa?")
    with pytest.raises(SecondScreening):
        save_question(new, by=organiser, at=NOON)
    for _ in range(2):
        one = SurveyQuestion(survey=draft, kind="single", text="Giới tính", options=["Nam", "Nữ"])
        one.dimension = SampleDimension.SEX
        if draft.questions.filter(dimension="sex").exists():
            with pytest.raises(DimensionAsked):
                save_question(one, by=organiser, at=NOON)
        else:
            save_question(one, by=organiser, at=NOON)


def test_a_form_has_forty_questions_at_most(organiser, draft):
    for n in range(34):
        one = SurveyQuestion(survey=draft, kind="grades", text=f"Câu {n}")
        save_question(one, by=organiser, at=NOON)
    with pytest.raises(TooManyQuestions):
        save_question(
            SurveyQuestion(survey=draft, kind="grades", text="Câu nữa"), by=organiser, at=NOON
        )


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"kind": "single", "options": "Một"}, "options"),
        ({"kind": "several", "options": "Một\nMột"}, "options"),
        ({"kind": "grid", "items": " \n "}, "items"),
        ({"kind": "grid", "items": "\n".join(map(str, range(16)))}, "items"),
        ({"kind": "grades", "dimension": "sex"}, "dimension"),
        ({"kind": "text", "factor": "access"}, "factor"),
        ({"kind": "no-such", "options": "x"}, "kind"),
        ({"kind": "grades", "text": "\u200b"}, "text"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_at_its_field(said, wrong):
    form = QuestionForm({"text": "Câu hỏi", **said}, instance=SurveyQuestion())
    assert not form.is_valid()
    assert wrong in form.errors


@pytest.mark.parametrize("kind", SurveyQuestionKind)
def test_each_kind_has_its_fields_and_its_meaning_in_the_figures(kind):
    survey = cast.survey_of(at=NOON)
    asked = survey.questions.get(kind=kind)
    block = next(one for one in ResponseForm(survey=survey).blocks if one.question == asked)
    assert len(block.fields) == (len(cast.GRID) if kind == "grid" else 1)
    value = {"grades": 4, "grid": [5, None], "single": 2, "several": [1, 3]}.get(kind)
    if value is not None:
        is_graded = kind in {"grades", "grid"}
        rows = [Row(None, NOON.date(), {str(asked.pk): value})]
        (tally, _quarter) = tally_rows(rows, [Asked(asked.pk, is_graded, "access")]).values()
        assert bool(tally.grades) == is_graded
        assert bool(tally.options) == (not is_graded)


@pytest.mark.parametrize("dimension", [one for one in SampleDimension if one])
def test_each_dimension_can_be_chosen_for_a_question(dimension):
    said = {"kind": "single", "text": "x", "options": "a\nb", "dimension": dimension.value}
    assert QuestionForm(said, instance=SurveyQuestion()).is_valid()


def test_the_legend_names_each_grade():
    assert legend().count("–") == 5


def test_a_draft_is_deleted_with_its_places_and_an_open_one_is_not(organiser, draft, contest):
    surveys.add_place(draft, UnitFactory(), by=organiser, at=NOON)
    surveys.delete_survey(draft, by=organiser, at=NOON)
    assert not Survey.objects.exists()
    assert not SurveyPlace.objects.exists()
    with pytest.raises(SurveyNotDraft):
        surveys.delete_survey(cast.survey_of(contest, at=NOON), by=organiser, at=NOON)


def test_a_place_is_added_once_and_taken_away_only_from_a_draft(organiser, draft):
    unit = UnitFactory()
    place = surveys.add_place(draft, unit, by=organiser, at=NOON)
    assert surveys.add_place(draft, unit, by=organiser, at=NOON) == place
    assert kinds() == ["survey_edited"]
    surveys.open_survey(draft, by=organiser, at=NOON)
    with pytest.raises(surveys.PlaceHasAnswers):
        surveys.remove_place(place, by=organiser, at=NOON)


def test_a_contest_with_an_opened_survey_is_not_deleted_and_with_a_draft_it_is(organiser, draft):
    contest = draft.contest
    contest.state = "draft"
    contest.save()
    place = surveys.add_place(draft, UnitFactory(), by=organiser, at=NOON)
    surveys.open_survey(draft, by=organiser, at=NOON)
    cast.give(draft, [5, 4], place=place)
    with pytest.raises(ContestHasSurveys):
        delete_draft_contest(contest, by=organiser, at=NOON)
    Survey.objects.update(state="draft")
    delete_draft_contest(contest, by=organiser, at=NOON)
    assert not Response.objects.exists()


def desk_pages(survey):
    names = ["desk", "edit", "places", "preview", "results", "file", "remarks_file", "sample"]
    names.append("batches")
    return [reverse(f"contests:survey_{name}", args=[survey.code]) for name in names]


def test_an_organiser_opens_every_page_of_the_own_survey(signed_in, organiser, contest):
    survey = cast.survey_of(contest)
    for path in desk_pages(survey):
        assert signed_in(organiser).get(path).status_code == 200, path
    assert kinds() == ["survey_exported"] * 2


@pytest.mark.parametrize("who", ["stranger", "staff", "other organiser"])
def test_others_do_not_find_a_contest_s_survey(signed_in, stranger, contest, who):
    survey = cast.survey_of(contest)
    if who == "staff":
        stranger.is_staff = True
        stranger.save()
    elif who == "other organiser":
        OrganiserFactory(user=stranger)
    browser = signed_in(stranger)
    for path in desk_pages(survey):
        assert browser.get(path).status_code == 404, path
    for step in ("mo", "dong", "xoa"):
        path = reverse("contests:survey_move", args=[survey.code, step])
        assert browser.post(path).status_code == 404
    survey.refresh_from_db()
    assert survey.state == "open"


def test_only_staff_find_a_survey_of_the_site(signed_in, organiser, contest):
    survey = cast.survey_of()
    staff = UserFactory(is_staff=True)
    for path in [*desk_pages(survey), reverse("contests:site_surveys")]:
        assert signed_in(staff).get(path).status_code == 200, path
        assert signed_in(organiser).get(path).status_code == 404, path


def test_a_second_factor_is_asked_for(rf, organiser, contest, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    request = rf.get("/")
    request.user = organiser
    with pytest.raises(Exception, match="xác thực hai lớp"):
        own_survey(request, cast.survey_of(contest).code)
    request.user = UserFactory()
    with pytest.raises(Http404):
        own_survey(request, cast.survey_of(contest).code)


def test_a_survey_is_made_and_opened_on_pages(signed_in, organiser, contest):
    browser = signed_in(organiser)
    now = timezone.localtime()
    said = {
        "template": "mot-cua-phuong-xa",
        "title": "Khảo sát ở Một cửa",
        "organiser_name": "UBND phường",
        "opens_at": f"{now:%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=30):%Y-%m-%dT%H:%M}",
    }
    page = browser.post(reverse("contests:contest_surveys", args=[contest.slug]), said)
    survey = Survey.objects.get()
    assert page.headers["Location"] == reverse("contests:survey_desk", args=[survey.code])
    assert survey.contest == contest
    browser.post(reverse("contests:survey_move", args=[survey.code, "mo"]))
    survey.refresh_from_db()
    assert survey.state == "open"
    assert browser.get(reverse("contests:survey", args=[survey.code])).status_code == 200


def test_what_stands_in_the_way_of_opening_is_told_on_the_desk(signed_in, organiser, contest):
    survey = cast.survey_of(contest, state="draft")
    survey.questions.exclude(kind="screening").delete()
    path = reverse("contests:survey_move", args=[survey.code, "mo"])
    page = signed_in(organiser).post(path, follow=True).content.decode()
    assert "Hãy thêm câu hỏi rồi mở." in page
    assert signed_in(organiser).post(path.replace("/mo/", "/bay/")).status_code == 404


def test_a_closing_before_the_opening_is_told_at_its_field(signed_in, organiser, contest):
    said = {"template": "", "title": "x", "organiser_name": "y"}
    said |= {"opens_at": "2026-12-02T08:00", "closes_at": "2026-12-01T08:00"}
    page = signed_in(organiser).post(reverse("contests:contest_surveys", args=[contest.slug]), said)
    assert "Giờ đóng phải sau giờ mở." in page.content.decode()
    assert not Survey.objects.exists()


def test_codes_are_sent_as_a_file_and_read_nowhere_again(signed_in, organiser, contest):
    survey = cast.survey_of(contest, needs_code=True)
    path = reverse("contests:survey_codes", args=[survey.code])
    page = signed_in(organiser).post(path, {"count": "3"})
    assert page.content[:2] == b"PK"
    survey.refresh_from_db()
    assert (survey.codes_made, survey.codes.count()) == (3, 3)
    assert signed_in(organiser).post(path, {"count": "0"}).status_code == 302
