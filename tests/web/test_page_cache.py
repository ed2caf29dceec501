"""Public pages are made once in a moment for all who have no session, and for nobody else."""

import gzip

import pytest
from django.core.cache import caches

from leaderboard.boards import views as boards
from leaderboard.models import Board, Standing
from leaderboard.participation import views as participation_views
from leaderboard.participation.figures import participation_in
from quizsite.web import page_cache
from tests.factories import NOON, ContestFactory, DivisionFactory, EntryFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db
BOARD = "/cuoc-thi/thu-do/bang-xep-hang/"
PAGES = ["/", "/cuoc-thi/thu-do/", f"{BOARD}?ky=1", f"{BOARD}du-lieu/", "/cuoc-thi/thu-do/don-vi/"]


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    settings.KEEP_PAGES_S = 2
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.fixture
def contest():
    contest = ContestFactory(slug="thu-do", title="Cuộc thi cũ")
    week = RoundFactory(contest=contest, number=1)
    take(week, DivisionFactory(contest=contest, code="cbccvc"))
    return contest


@pytest.mark.parametrize("path", PAGES)
def test_the_second_visitor_costs_no_query(client, contest, path, django_assert_num_queries):
    first = client.get(path)

    with django_assert_num_queries(0):
        second = client.get(path)

    assert (second.status_code, second.content) == (200, first.content)
    assert dict(second.items()) == dict(first.items())


def test_after_a_moment_the_page_is_made_anew(client, contest, clock):
    client.get("/cuoc-thi/thu-do/")
    type(contest).objects.update(title="Cuộc thi mới")
    kept = client.get("/cuoc-thi/thu-do/").content.decode()
    clock[0] += 3
    new = client.get("/cuoc-thi/thu-do/").content.decode()

    assert ("Cuộc thi cũ" in kept, "Cuộc thi mới" in new) == (True, True)


def test_while_one_makes_it_anew_others_have_the_one_before(client, contest, clock, monkeypatch):
    page = "/cuoc-thi/thu-do/"
    client.get(page)
    clock[0] += 3
    meanwhile = []
    from contests.public import views as public  # noqa: PLC0415 -- where the view looks it up

    next_step = public.next_step

    def next_step_while_another_asks(*what, **how):
        if not meanwhile:
            meanwhile.append(None)
            meanwhile.append(client.get(page).status_code)
        return next_step(*what, **how)

    monkeypatch.setattr(public, "next_step", next_step_while_another_asks)
    client.get(page)

    assert meanwhile == [None, 200]


@pytest.mark.parametrize(("path", "until"), [(BOARD, "@1002"), ("/tai-khoan/login/", None)])
def test_a_proxy_is_told_for_how_long_the_page_is_the_same_for_all(client, contest, path, until):
    assert client.get(path).get("X-Accel-Expires") == until


def test_no_proxy_may_keep_the_page_of_who_is_signed_in(client, contest, signed_in, contestant):
    assert "X-Accel-Expires" not in signed_in(contestant).get(BOARD)


def test_who_is_signed_in_sees_their_own_page(client, contest, signed_in, contestant):
    EntryFactory(contest=contest, user=contestant, division=contest.divisions.get())
    client.get("/cuoc-thi/thu-do/")

    own = signed_in(contestant).get("/cuoc-thi/thu-do/").content.decode()
    visitors = client.get("/cuoc-thi/thu-do/").content.decode()

    assert ("T. T. Bình" in own or "Trần Thị Bình" in own) is True
    assert "Bình" not in visitors


def test_hosts_do_not_share_pages(client, contest, settings):
    settings.ALLOWED_HOSTS = ["mot.example.vn", "hai.example.vn"]
    path = f"{BOARD}?man-chieu=1"

    one = client.get(path, headers={"host": "mot.example.vn"}).content.decode()
    other = client.get(path, headers={"host": "hai.example.vn"}).content.decode()

    assert ("mot.example.vn" in one, "mot.example.vn" in other) == (True, False)


def test_pages_not_said_to_be_the_same_are_not_kept(client, contest):
    first, second = (client.get("/tai-khoan/login/") for _ in range(2))

    assert first.content is not second.content


def test_only_so_many_pages_are_kept(client, contest, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(caches["pages"], "_most", 2)
    for n in range(3):
        client.get(f"{BOARD}?trang={n}")

    with django_assert_num_queries(0):
        client.get(f"{BOARD}?trang=2")
    with pytest.raises(pytest.fail.Exception), django_assert_num_queries(0):
        client.get(f"{BOARD}?trang=0")


def test_who_has_the_board_already_is_told_so(client, contest):
    etag = client.get(f"{BOARD}du-lieu/")["ETag"]

    again = client.get(f"{BOARD}du-lieu/", headers={"if-none-match": etag})
    other = client.get(f"{BOARD}du-lieu/", headers={"if-none-match": '"another"'})

    assert (again.status_code, other.status_code) == (304, 200)


@pytest.fixture
def figures_page(client, contest):
    """The page of units as one who is signed in reads it: its own part, and what is kept."""
    client.force_login(EntryFactory(contest=contest).user)

    def read():
        page = client.get("/cuoc-thi/thu-do/don-vi/").content.decode()
        return page.partition('<nav aria-label="Đường dẫn">')[::2]

    return read


def test_the_figures_of_units_are_written_once_for_all_who_are_signed_in(
    figures_page, client, contest, monkeypatch
):
    monkeypatch.setattr("time.time", lambda: 1000.0)
    figures_page()
    client.force_login(EntryFactory(contest=contest).user)
    type(contest).objects.update(title="Cuộc thi mới")
    head, kept = figures_page()
    monkeypatch.setattr("time.time", lambda: 1003.0)
    _, new = figures_page()

    titles = ["Cuộc thi mới" in part for part in (head, kept, new)]
    assert titles == [True, False, True]


def test_the_figures_of_units_are_read_only_to_be_written(figures_page, django_assert_num_queries):
    figures_page()
    with django_assert_num_queries(5):  # session, person, contest, rounds, desks
        figures_page()


def test_what_is_kept_shows_nobody_to_the_next(figures_page, client, contest):
    client.force_login(EntryFactory(contest=contest, user__full_name="Đinh Thị Khác").user)
    own = "".join(figures_page())
    client.force_login(EntryFactory(contest=contest).user)
    of_the_next = "".join(figures_page())

    assert ("Đ. T. Khác" in own, "Đ. T. Khác" in of_the_next) == (True, False)


def test_the_rules_of_a_contest_are_written_once_for_all_who_are_signed_in(
    client, contest, monkeypatch
):
    monkeypatch.setattr("time.time", lambda: 1000.0)

    def read():
        client.force_login(EntryFactory(contest=contest).user)
        page = client.get("/cuoc-thi/thu-do/").content.decode()
        return [word in page for word in ("Cuộc thi mới", "Giải mới", "Đã đăng ký")]

    before = read()
    type(contest).objects.update(title="Cuộc thi mới", prizes="Giải mới")
    kept = read()
    monkeypatch.setattr("time.time", lambda: 1003.0)
    new = read()

    assert [before, kept, new] == [
        [False, False, True],
        [True, False, True],
        [True, True, True],
    ]


@pytest.fixture
def board_as(client, contest):
    """The rows of the board's first page as this person reads them."""

    def read(entry):
        client.force_login(entry.user)
        page = client.get(BOARD).content.decode()
        return page.partition("<tbody data-rows>")[2].partition("</tbody>")[0]

    return read


@pytest.fixture
def watcher(contest):
    """Others of the division, who stand nowhere yet."""
    division = contest.divisions.get()
    return lambda: EntryFactory(contest=contest, division=division)


def test_the_lines_of_a_board_are_written_once_a_version(board_as, watcher):
    before = board_as(watcher())
    board = Board.objects.get(round=None)
    board.snapshot["rows"][0]["name"] = "Tên mới"
    board.save()
    kept = board_as(watcher())
    board.version += 1
    board.save()
    new = board_as(watcher())

    assert ["Tên mới" in rows for rows in (before, kept, new)] == [False, False, True]


def test_who_stands_on_the_first_page_is_marked_for_oneself_alone(board_as, watcher):
    other = watcher()
    on_it = Standing.objects.filter(round=None).get().entry

    rows = [board_as(entry) for entry in (other, on_it, other)]

    assert ['class="top own"' in one for one in rows] == [False, True, False]
    assert all(on_it.display_name in one for one in rows)


FIGURES = "/cuoc-thi/thu-do/don-vi/"
EXPORT = f"{FIGURES}so-lieu.xlsx"


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/?la=1"),
        ("/cuoc-thi/thu-do/", "/cuoc-thi/thu-do/?fbclid=xyz&utm_source=zalo"),
        (f"{BOARD}?ky=1", f"{BOARD}?ky=1&la=1"),
        (f"{BOARD}?ky=1", f"{BOARD}?la=2&ky=9&ky=1&man-chieu=la"),
        (f"{BOARD}du-lieu/?ky=1", f"{BOARD}du-lieu/?trang=7&ky=1"),
        (FIGURES, f"{FIGURES}?la=1"),
        (FIGURES, f"{FIGURES}?xep=la&tinh-tren=la&%78=1"),
        (f"{FIGURES}?ky=1&xep=ten", f"{FIGURES}?xep=ten&la=x&ky=1"),
        (f"{EXPORT}?ky=1", f"{EXPORT}?ky=1&la=2"),
    ],
)
def test_a_parameter_that_the_page_does_not_read_makes_no_page_anew(
    client, contest, clock, path, other, django_assert_num_queries
):
    clock[0] = 1_800_000_000.0  # a file needs a date after 1980
    first = client.get(path)

    with django_assert_num_queries(0):
        second = client.get(other)

    assert (first.status_code, second.content) == (200, first.content)


def test_words_to_look_for_do_not_count_the_figures_anew(client, contest, monkeypatch):
    counted = []
    monkeypatch.setattr(
        "leaderboard.participation.told.participation_in",
        lambda *what, **how: counted.append(what) or participation_in(*what, **how),
    )
    for words in ("so", "phong", "phuong so"):
        client.get(FIGURES, {"tim": words})

    assert len(counted) == 1


def test_who_is_signed_in_does_not_make_the_export_anew(
    client, contest, clock, monkeypatch, signed_in, contestant
):
    clock[0] = 1_800_000_000.0
    client.get(EXPORT)
    monkeypatch.setattr("leaderboard.participation.views.participation_workbook", pytest.fail)

    assert signed_in(contestant).get(f"{EXPORT}?la=1").status_code == 200


def test_every_public_page_says_what_it_reads():
    """A view that reads the query says so with `reads`, or its parameters would be dropped."""
    said = {
        name: set(getattr(view, page_cache._READS, {}))
        for name, view in {
            "board": boards.board,
            "board_json": boards.board_json,
            "participation": participation_views.participation,
            "export": participation_views.export,
        }.items()
    }
    assert said == {
        "board": {"ky", "bang", "trang", "man-chieu"},
        "board_json": {"ky", "bang"},
        "participation": {"ky", "khoi", "tim", "tinh-tren", "xep", "trang"},
        "export": {"ky", "khoi", "tim", "tinh-tren", "xep", "don-vi"},
    }


@pytest.mark.parametrize(
    ("asked", "is_packed"),
    [
        ("gzip, deflate, br", True),
        ("gzip;q=0.5", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.0, br", False),
    ],
)
def test_a_kept_page_is_sent_packed_to_whoever_takes_it(client, contest, asked, is_packed):
    plain = client.get("/cuoc-thi/thu-do/").content
    for _ in range(2):  # made, and kept
        answer = client.get("/cuoc-thi/thu-do/", headers={"accept-encoding": asked})
        assert (answer.get("Content-Encoding") == "gzip") == is_packed
        assert "Accept-Encoding" in answer["Vary"]
        assert (gzip.decompress(answer.content) if is_packed else answer.content) == plain
    assert not is_packed or len(answer.content) == int(answer["Content-Length"]) < len(plain) / 2


def test_behind_a_proxy_which_packs_itself_pages_are_sent_as_they_are(client, contest, settings):
    settings.BEHIND_PROXY = True
    answer = client.get("/cuoc-thi/thu-do/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer


def test_what_has_a_session_is_packed_with_bytes_by_chance(client, contest):
    client.force_login(EntryFactory(contest=contest).user)
    asked = {"path": "/cuoc-thi/thu-do/", "headers": {"accept-encoding": "gzip"}}
    answers = [client.get(**asked) for _ in range(12)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    lengths = [len(answer.content) for answer in answers]
    assert max(lengths) - min(lengths) > 10
