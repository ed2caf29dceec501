"""No text in an address and no missing field of a form makes a page crash."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizsite.accounts.models import UnitContact
from tests.factories import AttemptFactory, OrganiserFactory, RoundFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

# People, crawlers and scanners write these in place of a number, a code or a word.
ODD = ["abc", "", "-1", "0", "1.5", "9" * 30, "9" * 5000, "\x00", "١٢", "²", "a" * 300, "%_'\""]
NO_UTF_8 = ["%ff", "%ed%a0%80", "%C0%80"]
CODES = ["không-có", "a" * 300, "-", "\x00", "ngan-hang", "tao", "van-hanh"]
NUMBERS = ["0", "-1", "9" * 6, "9" * 30, "9" * 5000, "١", "1.5"]
UUIDS = ["00000000-0000-0000-0000-000000000000", "0", "zzz", "0" * 40]
ODD_PARTS = {"slug": CODES, "unit": CODES, "number": NUMBERS, "entry": NUMBERS, "uuid": UUIDS}
# Route → parts of its address, names in its query.
ROUTES = {
    "contests:home": ("", ""),
    "contests:contest": ("slug", ""),
    "contests:register": ("slug", ""),
    "contests:enter": ("slug number", ""),
    "contests:paper": ("uuid", ""),
    "contests:result": ("uuid", ""),
    "contests:organise": ("", ""),
    "contests:contest_new": ("", ""),
    "contests:operations": ("", ""),
    "contests:operations_figures": ("", ""),
    "contests:round_new": ("slug", ""),
    "contests:organise_contest": ("slug", ""),
    "contests:contest_edit": ("slug", ""),
    "contests:contest_publish": ("slug", ""),
    "contests:history": ("slug", "trang kind person since until"),
    "contests:history_file": ("slug", "kind person since until"),
    "contests:site_trail": ("", "trang kind person since until"),
    "contests:site_trail_file": ("", "kind person since until"),
    "contests:entries": ("slug", "q trang"),
    "contests:entry": ("slug entry", ""),
    "contests:round_edit": ("slug number", ""),
    "contests:round_publish": ("slug number", ""),
    "contests:round_watch": ("slug number", ""),
    "contests:round_figures": ("slug number", ""),
    "contests:round_close": ("slug number", ""),
    "leaderboard:board": ("slug", "ky bang trang man-chieu"),
    "leaderboard:board_json": ("slug", "ky bang"),
    "leaderboard:own_place": ("slug", "ky bang"),
    "leaderboard:participation": ("slug unit", "ky tinh-tren khoi tim xep"),
    "leaderboard:participation_export": ("slug", "ky don-vi"),
    "leaderboard:unit_desk": ("unit", "cuoc-thi ky tinh-tren trang"),
    "leaderboard:finalise": ("slug number", ""),
}
KEYS = ["ky", "bang", "trang", "tinh-tren", "tim", "xep"]
WITH_QUERY = [name for name, (_parts, keys) in ROUTES.items() if keys]
WITH_PARTS = [name for name, (parts, _keys) in ROUTES.items() if parts]


@pytest.fixture
def right():
    """Return the parts of the address of an existing page, by name."""
    round = open_round()
    entry = entry_in(round)
    RoundFactory(contest=round.contest, number=9000, state="draft")
    attempt = AttemptFactory(entry=entry, round=round)
    return {
        "slug": round.contest.slug,
        "number": round.number,
        "uuid": attempt.code,
        "unit": entry.unit.code,
        "entry": entry.pk,
        "attempt": attempt,
    }


@pytest.fixture
def browser(right, signed_in):
    """Return the browser of an organiser who took part and is their unit's contact."""
    attempt = right["attempt"]
    user = attempt.entry.user
    user.is_staff = True
    user.save()
    OrganiserFactory(contest=attempt.round.contest, user=user)
    UnitContact.objects.create(unit=attempt.entry.unit, user=user, since=attempt.started_at)
    return signed_in(user)


def address(name, right):
    return reverse(name, args=[right[part] for part in ROUTES[name][0].split()])


@pytest.mark.parametrize("name", WITH_QUERY)
def test_odd_queries_are_answered(name, right, browser):
    for key in ROUTES[name][1].split():
        for value in [quote(value, safe="") for value in ODD] + NO_UTF_8:
            answer = browser.get(f"{address(name, right)}?{key}={value}")
            assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize("name", WITH_PARTS)
def test_odd_addresses_are_answered(name, right, browser):
    where = address(name, right)
    for part in ROUTES[name][0].split():
        for value in ODD_PARTS[part]:
            changed = where.replace(f"/{right[part]}/", f"/{quote(value, safe='')}/")
            assert browser.get(changed).status_code in {200, 302, 400, 403, 404, 414}
            assert browser.post(changed).status_code < 500


@pytest.mark.parametrize("name", ROUTES)
def test_a_form_without_fields_is_answered(name, right, browser):
    assert browser.post(address(name, right)).status_code < 500


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(st.sampled_from(["ky", "bang", "trang", "tinh-tren", "tim", "xep"]), st.text())
)
def test_any_text_in_the_query_of_a_public_page_is_answered(right, client, query):
    for name in ("board", "participation"):
        where = reverse(f"leaderboard:{name}", args=[right["slug"]])
        assert client.get(where, query).status_code in {200, 400, 404}
