"""The gallery page by page: nothing twice, nothing left out; what narrows it down."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.gallery.shelf import IDEA, WORK, Asked, Place, beginning, place_of, shelf
from contests.models import Initiative, Work
from quizsite.language.vietnamese import search_key
from tests.contests.gallery.cast import accepted, fix_result, shown_idea
from tests.contests.written.cast import written_round
from tests.factories import NOON, AxisFactory, UnitFactory

pytestmark = pytest.mark.django_db
GALLERY = reverse("contests:gallery")
EMBEDDED = reverse("contests:embedded_gallery")


@pytest.fixture
def essay():
    return written_round(tool_statement="not_asked")


def titles(asked=None, **more):
    found = shelf(asked or Asked(), after=None, at=NOON, **more)
    return {one.title for one in found.items}


def test_pages_lose_and_repeat_nothing_though_many_have_one_moment(essay):
    works = [accepted(essay) for _ in range(5)]
    ideas = [shown_idea(f"Ý tưởng số {n} của phường") for n in range(5)]
    fix_result(essay)
    later = NOON + timedelta(hours=1)
    Work.objects.filter(pk__in=[one.pk for one in works[:2]]).update(handed_in_at=later)
    Initiative.objects.filter(pk=ideas[0].pk).update(published_at=later)
    whole = shelf(Asked(), after=None, at=NOON).items
    seen, after = [], None
    while True:
        page = shelf(Asked(), after=after, at=NOON, per_page=3)
        seen += page.items
        if not page.next:
            break
        after = place_of(page.next)
    assert [one.place for one in seen] == [one.place for one in whole]
    assert len({one.place for one in seen}) == 10


def test_a_page_asks_a_fixed_number_of_queries_and_skips_no_rows(essay):
    for _ in range(3):
        accepted(essay, may_be_named=True)
        shown_idea(f"Ý tưởng {_} ở phường")
    fix_result(essay)
    here = shelf(Asked(), after=None, at=NOON, per_page=2)
    with CaptureQueriesContext(connection) as asked:
        shelf(Asked(), after=place_of(here.next), at=NOON)
    assert len(asked) == 6
    assert not any("OFFSET" in one["sql"] for one in asked.captured_queries)


def test_words_axis_unit_contest_and_kind_narrow_it_down(essay):
    axis, unit = AxisFactory(), UnitFactory()
    one, two = accepted(essay, axis=axis), accepted(essay, title="Loa đọc số")
    idea = shown_idea("Ghế thấp cho trẻ em", solution="Kê ghế.", axis=axis, unit=unit)
    fix_result(essay)
    assert titles(Asked(words=search_key("LOA so"))) == {two.title}
    assert titles(Asked(axis=axis)) == {one.title, idea.title}
    assert titles(Asked(unit=one.entry.unit, kind=WORK)) >= {one.title}
    assert titles(Asked(unit=unit)) == {idea.title}
    assert titles(Asked(contest=essay.contest)) == {one.title, two.title}
    assert titles(Asked(kind=IDEA)) == {idea.title}


def test_a_unit_stands_for_those_below_it(essay):
    above = UnitFactory()
    work = accepted(essay)
    type(above).objects.filter(pk=work.entry.unit_id).update(parent=above)
    fix_result(essay)
    assert titles(Asked(unit=above)) == {work.title}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "x",
        "1-bai",
        "-1-bai-2",
        "9" * 40 + "-bai-1",
        "1-bai-" + "9" * 30,
        "1-khac-2",
        "1-bai-2\n",
    ],
)
def test_a_place_that_no_page_gave_is_the_beginning(said):
    assert place_of(said) is None


def test_a_place_comes_back_as_it_went():
    place = Place(NOON + timedelta(microseconds=7), WORK, 12)
    assert place_of(str(place)) == place
    assert place_of("9999999999999999-y-tuong-999999999999999999") is not None


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a" * 5000},
        {"sau": "9999999999999999-bai-999999999999999999"},
        {"loai": "gi", "truc": "gi", "cuoc_thi": "gi", "don_vi": "khong co"},
        {"don_vi": "x" * 500},
    ],
)
def test_what_cannot_be_read_narrows_nothing_down(client, query):
    idea = shown_idea()
    for address in (GALLERY, EMBEDDED):
        answer = client.get(address, query)
        assert answer.status_code == 200
        if "sau" not in query and "a" * 100 not in query.get("q", ""):
            assert idea.title in answer.content.decode()


def test_other_sites_frame_the_bare_page_which_holds_no_form_and_no_script(client, essay):
    work = accepted(essay)
    fix_result(essay)
    bare = client.get(EMBEDDED, {"cuoc_thi": essay.contest.slug})
    page = bare.content.decode()
    assert "frame-ancestors *" in bare["Content-Security-Policy"]
    assert "X-Frame-Options" not in bare
    assert "no-store" in bare["Cache-Control"]
    assert work.title in page
    assert "<script" not in page
    assert "<form" not in page
    assert "frame-ancestors 'none'" in client.get(GALLERY)["Content-Security-Policy"]


def test_a_beginning_ends_with_a_word():
    said = beginning(["một hai " * 100])
    assert said.endswith((" một hai…", " hai một…"))
    assert len(said) < 245
    assert beginning(["ngắn", "", "gọn"]) == "ngắn gọn"
