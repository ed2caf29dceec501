import pytest
from django.utils import timezone

from contests.models import ContestState, Round, RoundState, Show, StageEvent, StageTeam
from contests.stage.desks.commands import draw
from contests.stage.rows import programme_of
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.contests.stage.cast import happen, made_show, on
from tests.factories import NOON, ContestFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(organiser, signed_in):
    """The organiser's client."""
    return signed_in(organiser)


@pytest.fixture
def show(organiser) -> Show:
    made = made_show()
    made.round.contest.organisers.add(organiser, through_defaults={"since": NOON})
    return made


def plan(show: Show, ending: str = "") -> str:
    return f"/to-chuc/{show.round.contest.slug}/san-khau/{show.round.number}/{ending}"


def test_a_show_is_made_published_and_prepared_through_its_pages(desk, organiser):
    contest = ContestFactory(state=ContestState.PUBLISHED)
    contest.organisers.add(organiser, through_defaults={"since": NOON})
    starts = timezone.localtime(timezone.now()) + timezone.timedelta(days=2)
    said = {"title": "Chung khảo", "starts_at": f"{starts:%Y-%m-%dT%H:%M}", "place": "Hội trường"}
    answer = desk.post(f"/to-chuc/{contest.slug}/ky/them-san-khau/", said)
    show = Show.objects.get()
    assert answer.url == plan(show)
    desk.post(plan(show), {"lam": "phan", "kind": "speed", "title": "Ai nhanh hơn"})
    for name in ("Đỏ", "Xanh"):
        desk.post(plan(show, "doi/them/"), {"name": name})
    desk.post(plan(show, "cong-bo/"))
    assert Round.objects.get().state == RoundState.PUBLISHED
    assert show.teams.count() == 2


def test_a_show_without_teams_is_not_published(desk, show):
    Round.objects.update(state=RoundState.DRAFT)
    StageTeam.objects.all().delete()
    answer = desk.post(plan(show, "cong-bo/"), follow=True)
    assert "Hãy thêm ít nhất hai đội." in answer.content.decode()


def test_a_show_that_is_over_leads_to_its_plan_and_is_not_fixed_as_a_ranking(desk, show):
    Round.objects.update(opens_at=NOON, closes_at=NOON + timezone.timedelta(hours=3))
    address = f"/to-chuc/{show.round.contest.slug}/"
    page = desk.get(address).content.decode()
    assert "Chương trình và bàn điều khiển" in page
    assert "Kiểm tra và chốt kết quả" not in page
    fixed = desk.post(f"{address}ky/{show.round.number}/chot/", {"dong-y": "1"}, follow=True)
    assert "nằm trong biên bản" in fixed.content.decode()
    assert Round.objects.get().state == RoundState.PUBLISHED


def test_a_part_is_edited_with_the_rules_of_its_kind(desk, show):
    part = show.parts.last()
    said = {"title": "Kiến thức", "step": "0.5", "aggregate": "none", "marks_shown": "at_once"}
    more = {"right": "20", "wrong": "-5", "mode": "after_signal", "overtime_lines": "60; 1; 60"}
    answer = desk.post(plan(show, f"phan/{part.pk}/"), {**said, **more, "slot_s": "420"})
    assert answer.status_code == 302
    read = programme_of(show).parts[-1]
    assert (read.rules.right, read.rules.wrong, read.rules.has_star) == (20, -5, False)
    assert (read.overtime[0].every_s, read.slot_s) == (60, 420)
    assert "60; 1; 60" in desk.get(plan(show, f"phan/{part.pk}/")).content.decode()


def test_a_bad_row_is_refused_at_its_field_and_nothing_typed_is_lost(desk, show):
    part = show.parts.first()
    said = {"title": "Lời chào", "step": "0", "aggregate": "mean", "marks_shown": "end"}
    answer = desk.post(plan(show, f"phan/{part.pk}/"), {**said, "overtime_lines": "sáu mươi"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ["Không đọc được dòng 1." in page, "Lời chào" in page, "sáu mươi" in page] == [True] * 3


def test_a_cluster_s_team_has_several_units_and_members_with_roles(desk, show):
    first, second = UnitFactory(), UnitFactory()
    said = {"name": "Cụm 1", "unit_lines": f"{first.code}\n{second.code}"}
    people = "Trần An; đội trưởng\nLê Bình; dự bị"
    desk.post(plan(show, "doi/them/"), {**said, "member_lines": people})
    team = StageTeam.objects.get(name="Cụm 1")
    assert team.units.count() == 2
    assert list(team.members.values_list("full_name", "role")) == [
        ("Trần An", "captain"),
        ("Lê Bình", "reserve"),
    ]
    answer = desk.post(plan(show, "doi/them/"), {"name": "Cụm 1", "unit_lines": "không có"})
    assert "Không có đơn vị “không có”." in answer.content.decode()


def test_a_package_of_typed_questions_is_kept_and_its_number_only_once(desk, show):
    part = show.parts.last()
    said = {"part": part.pk, "number": 3, "question_lines": "Câu?\nA. một\n*B. hai"}
    assert desk.post(plan(show, "goi/them/"), said).status_code == 302
    question = show.packages.get(number=3).questions.get()
    assert (question.options, question.right_option) == (["một", "hai"], 1)
    answer = desk.post(plan(show, "goi/them/"), said)
    assert (answer.status_code, show.packages.count()) == (422, 3)


def test_the_order_is_drawn_with_a_seed_that_shows_it_again(desk, show):
    desk.post(plan(show), {"lam": "boc-tham", "witness": "Trần Thị Hoa"})
    show.refresh_from_db()
    drawn = list(show.teams.order_by("number").values_list("pk", flat=True))
    assert drawn == draw(drawn, show.drawn_seed)
    assert show.draw_witness == "Trần Thị Hoa"
    assert AuditLine.objects.filter(kind=AuditKind.SHOW_ORDER_DRAWN).count() == 1


def test_the_clock_plan_gives_each_turn_its_time(desk, show):
    page = desk.get(plan(show, "gio/")).content.decode()
    # Three greetings of 3 minutes and 2 to change from 13:00, then knowledge.
    assert [time in page for time in ("13:00", "13:05", "13:10", "13:15")] == [True] * 4


def test_parts_are_moved_and_removed(desk, show):
    first, second = show.parts.all()
    desk.post(plan(show, f"phan/{second.pk}/len/"))
    assert list(show.parts.all()) == [second, first]
    desk.post(plan(show, f"phan/{first.pk}/bo/"))
    desk.post(plan(show, f"goi/{show.packages.first().pk}/bo/"))
    desk.post(plan(show, f"doi/{show.teams.first().pk}/bo/"))
    assert (show.parts.count(), show.packages.count(), show.teams.count()) == (1, 1, 2)
    assert desk.post(plan(show, f"doi/{show.teams.first().pk}/len/")).status_code == 404


def test_a_rehearsal_fixes_nothing_and_the_show_itself_does(desk, show):
    on(show, rehearsal=True)
    assert desk.post(plan(show, "doi/them/"), {"name": "Tím"}).status_code == 302
    on(show)
    happen(show, "run_ended")
    answer = desk.post(plan(show, "doi/them/"), {"name": "Vàng"})
    assert (answer.status_code, "không sửa được" in answer.content.decode()) == (422, True)
    assert StageEvent.objects.filter(run=2).exists()


def test_strangers_find_no_plan(show, signed_in, contestant):
    for ending in ("", "gio/", "doi/them/", f"phan/{show.parts.first().pk}/"):
        assert signed_in(contestant).get(plan(show, ending)).status_code == 404
