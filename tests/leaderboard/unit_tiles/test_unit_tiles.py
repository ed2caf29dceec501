"""Tiles: one a unit inside its khối, a shade and a figure; a page of its own, and one to embed."""

from datetime import timedelta

import pytest

from leaderboard.participation.figures import participation_in
from leaderboard.unit_tiles.days import chart_of_days, people_by_day
from leaderboard.unit_tiles.tiles import picture_of
from tests.factories import NOON, HeadcountFactory, UnitFactory, UnitKindFactory
from tests.leaderboard.cast import closed_attempt, record_results, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE, EMBEDDED = "/cuoc-thi/thu-do/buc-tranh-don-vi/", "/nhung/thu-do/don-vi/"


@pytest.fixture
def wards(week, division):
    """Of ten people each: three, none, eleven; and a ward of two whose two took part."""
    kind = UnitKindFactory(code="phuong-xa", name="Phường, xã")
    made = {}
    for name, people, size in (("An", 3, 10), ("Bình", 0, 10), ("Chi", 11, 10), ("Đào", 2, 2)):
        unit = UnitFactory(name=f"Phường {name}", code=f"p-{people}", kind=kind)
        HeadcountFactory(unit=unit, people=size)
        made[name] = unit
        for _ in range(people):
            take(week, division, unit=unit)
    return made


def test_a_unit_is_a_tile_of_its_khoi_by_name(week, wards):
    UnitFactory(name="Sở Nội vụ", kind=UnitKindFactory(code="so", name="Sở"))
    picture = picture_of(participation_in(week.contest, round=week, at=NOON))
    assert [block.total.name for block in picture.blocks] == ["Phường, xã", "Sở"]
    tiles = picture.blocks[0].tiles
    assert [(tile.label, tile.shade) for tile in tiles] == [
        ("An", 2),
        ("Bình", 1),
        ("Chi", 5),
        ("Đào", 5),
    ]
    assert [tile.shade for tile in picture.blocks[1].tiles] == [0]
    assert (picture.units, picture.full, picture.has_small) == (5, 2, True)


def test_the_table_says_what_the_picture_shows(client, wards):
    page = client.get(PAGE, {"ky": "1"}).content.decode()
    assert 'aria-hidden="true"><a class="tile shade-2" tabindex="-1"' in page
    for said in ("30,00", "110,00", "Vượt tổng số", "Đủ 100 %, Ít người", "dưới 10 người"):
        assert said in page


def test_other_sites_may_frame_the_embedded_page_alone(client, wards, settings):
    settings.KEEP_PAGES_S = 60
    for _made_then_kept in range(2):
        bare = client.get(EMBEDDED, {"ky": "1"})
        assert "frame-ancestors *" in bare["Content-Security-Policy"]
        assert "X-Frame-Options" not in bare
        assert not bare.cookies
        assert "<script" not in bare.content.decode()
        assert "<form" not in bare.content.decode()
    for path in (PAGE, "/nhung/khong-co/don-vi/", "/"):
        other = client.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_what_people_predict_is_in_no_picture(client, week, wards):
    week.prediction_target = "entrants"
    week.closes_at = NOON + timedelta(hours=1)
    week.save()
    for path in (PAGE, EMBEDDED, f"{PAGE}p-3/"):
        page = client.get(path, {"ky": "1"}).content.decode()
        assert "Số liệu chưa hiện" in page
        assert "30,00" not in page


def test_a_person_counts_from_the_day_of_the_first_paper(week, division, department):
    entry = take(week, division, unit=department, at=NOON - timedelta(days=2))
    closed_attempt(entry, week, number=2, correct=5, at=NOON)
    record_results(week, [entry.pk])
    take(week, division, unit=department, at=NOON)
    figures = participation_in(week.contest, round=week, at=NOON)
    days = people_by_day(figures, department.pk)
    assert [days[(NOON - timedelta(days=n)).date()] for n in (2, 0)] == [1, 1]
    assert sum(days.values()) == figures.figures[department.pk].counted.people
    chart = chart_of_days(figures, department.pk)
    assert [column.values for column in chart.columns] == [(1,), (1,), (2,)]


@pytest.mark.parametrize("code", ["p-3", "p-0"])
def test_a_unit_has_its_own_days(client, wards, code):
    assert client.get(f"{PAGE}{code}/", {"ky": "1"}).status_code == 200
    assert client.get(f"{PAGE}khong-co/", {"ky": "1"}).status_code == 404
