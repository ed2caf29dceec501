"""What there is to read: kept by organisers and authors, each change with a line in the trail."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from contests.models import StudyItem
from contests.practice.forms_study import checked_link
from contests.practice.study import ItemGone, edit_item, move_item, remove_item, shelf
from questionbank.models import BankRole
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    LegalDocumentFactory,
    OrganiserFactory,
)

LINK = "https://vanban.chinhphu.vn/?docid=1"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (LINK, LINK),
        (f"  {LINK} ", LINK),
        ("https://VanBan.chinhphu.vn/a", "https://vanban.chinhphu.vn/a"),
        ("https://tỉnh.vn/", "https://xn--tnh-dlz.vn/"),
        ("https://a.vn:8443/x", "https://a.vn:8443/x"),
        ("", ""),
    ],
)
def test_a_link_is_stored_as_computers_read_it(text, stored):
    assert checked_link(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        *("http://a.vn/", "javascript:alert(1)", "//a.vn/", "/noi-bo/", "a.vn", "ftp://a.vn/"),
        *("https://chinhphu.vn@a.vn/", "https://", "https://a b.vn/", "https://localhost/"),
        *("https://[::1/", "https://a.vn:99999/", "https://a..vn/", "https:///a"),
        *("HTTPS\n://a.vn", "https://a.vn\\@b.vn/", "data:text/html,x"),
    ],
)
def test_only_a_whole_https_address_is_taken(text):
    with pytest.raises(ValidationError, match="https://"):
        checked_link(text)


pytestmark = pytest.mark.django_db


def item(contest=None, title="Nghị quyết", **fields):
    fields = {"text": "Đọc mục III", **fields}
    place = StudyItem.objects.filter(contest=contest).count() + 1
    return StudyItem.objects.create(
        contest=contest, title=title, position=place, created_at=NOON, **fields
    )


def test_an_item_without_anything_to_read_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        item(text="")


def test_a_shelf_stands_by_axis_own_before_common():
    contest = ContestFactory()
    second, first = AxisFactory(code="2", position=2), AxisFactory(code="1", position=1)
    item(title="Chung, trục 2", axis=second)
    item(title="Chung")
    item(contest, title="Riêng, trục 1", axis=first)
    item(contest, title="Riêng, trục 2", axis=second)
    item(ContestFactory(), title="Của cuộc thi khác")
    told = [
        (one.axis.code if one.axis else "", [x.title for x in one.items]) for one in shelf(contest)
    ]
    assert told == [
        ("", ["Chung"]),
        ("1", ["Riêng, trục 1"]),
        ("2", ["Riêng, trục 2", "Chung, trục 2"]),
    ]
    assert [one.axis for one in shelf(contest, also_common=False)] == [first, second]


def test_moving_changes_places_with_the_neighbour_of_the_same_axis():
    contest, axis = ContestFactory(), AxisFactory()
    first, other, last = (
        item(contest, title="A", axis=axis),
        item(contest, title="B"),
        item(contest, title="C", axis=axis),
    )
    move_item(last, up=True, by=OPERATOR, at=NOON)
    assert [x.title for x in shelf(contest)[1].items] == ["C", "A"]
    line = AuditLine.objects.get()
    assert (line.before, line.after) == ({"study_items": ["A", "C"]}, {"study_items": ["C", "A"]})
    move_item(other, up=True, by=OPERATOR, at=NOON)
    assert AuditLine.objects.count() == 1
    remove_item(first, by=OPERATOR, at=NOON)
    for change in (edit_item, remove_item):
        with pytest.raises(ItemGone):
            change(first, by=OPERATOR, at=NOON)
    with pytest.raises(ItemGone):
        move_item(first, up=True, by=OPERATOR, at=NOON)


@pytest.fixture
def desk(signed_in, organiser):
    contest = OrganiserFactory(user=organiser).contest
    return signed_in(organiser), reverse("contests:study_desk", args=[contest.slug]), contest


def lines():
    return [(one.kind, one.after.get("study_item")) for one in AuditLine.objects.order_by("pk")]


def test_an_organiser_adds_edits_and_removes_with_lines_in_the_trail(desk):
    client, path, contest = desk
    client.post(path, {"title": " Nghị  quyết 76 ", "url": LINK})
    made = contest.study_items.get()
    assert (made.title, made.url, made.host) == ("Nghị quyết 76", LINK, "vanban.chinhphu.vn")
    own = reverse("contests:study_item", args=[contest.slug, made.pk])
    document = LegalDocumentFactory()
    client.post(own, {"title": "Nghị quyết 76", "document": document.pk})
    client.post(own, {"title": "Nghị quyết 76", "document": document.pk})
    client.post(f"{own}xoa/")
    assert lines() == [
        ("study_item_added", "Nghị quyết 76"),
        ("study_item_edited", "Nghị quyết 76"),
        ("study_item_removed", None),
    ]
    edited = AuditLine.objects.get(kind="study_item_edited")
    assert edited.after["study_document"] == "76/NQ-CP"
    assert edited.contest == contest.pk
    history = client.get(reverse("contests:history", args=[contest.slug])).content.decode()
    assert "Xóa tài liệu ôn tập" in history
    assert "Tài liệu ôn tập" in history


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": "", "text": "a"}, "Hãy ghi tên tài liệu."),
        ({"title": "A"}, "Hãy chọn văn bản, ghi liên kết hoặc viết nội dung."),
        ({"title": "A", "url": "http://a.vn"}, "bắt đầu bằng https://"),
        ({"title": "A", "text": "a" * 3001}, "3000"),
        ({"title": "A", "text": "a", "axis": "99999999999999999999"}, "Chọn một mục"),
        ({"title": "A", "text": "a", "document": "x"}, "Chọn một mục"),
    ],
)
def test_a_mistake_is_said_and_loses_nothing(desk, sent, said):
    client, path, contest = desk
    page = client.post(path, {"text": "Giữ lại chữ này", **sent} if "text" not in sent else sent)
    if sent == {"title": "A"}:
        page = client.post(path, sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text or "không hợp lệ" in text or "Hãy chọn" in text
    assert "Chưa lưu được" in text
    assert not contest.study_items.filter(title="").exists()


def test_another_contests_things_are_not_found(desk):
    client, _path, contest = desk
    foreign = item(ContestFactory())
    common = item()
    for one in (foreign, common):
        for end in ("", "xoa/", "chuyen/len/"):
            path = reverse("contests:study_item", args=[contest.slug, one.pk]) + end
            assert client.post(path, {"title": "x", "text": "y"}).status_code == 404
    assert StudyItem.objects.count() == 2


def test_nobody_but_its_organisers_opens_a_contests_desk(desk, signed_in, stranger, client):
    _client, path, _contest = desk
    assert signed_in(stranger).get(path).status_code == 404
    assert client.get(path).status_code == 302


COMMON = "/to-chuc/ngan-hang/tai-lieu/"


def test_common_things_are_kept_by_authors_of_the_bank(signed_in, stranger, organiser, contestant):
    BankRole.objects.create(user=stranger, kind=BankRole.Kind.AUTHOR)
    BankRole.objects.create(user=contestant, kind=BankRole.Kind.REVIEWER)
    sent = {"title": "Hiến pháp", "text": "Đọc chương I"}
    assert signed_in(organiser).post(COMMON, sent).status_code == 403
    reviewer = signed_in(contestant)
    assert reviewer.post(COMMON, sent).status_code == 403
    assert "Thêm tài liệu" not in reviewer.get(COMMON).content.decode()
    assert signed_in(stranger).post(COMMON, sent).status_code == 302
    assert StudyItem.objects.get().contest is None
    assert AuditLine.objects.get().role == "author"


def test_readers_see_where_a_link_leads_and_what_no_longer_applies(client):
    contest = ContestFactory()
    old = LegalDocumentFactory(number="61/2018", in_force_until=date(2025, 7, 1))
    item(contest, title="Một cửa <b>", document=old, url=LINK, text="Dòng <i>một</i>\n\nHai")
    for path in (
        reverse("contests:contest", args=[contest.slug]),
        f"/luyen-tap/tai-lieu/?cuoc-thi={contest.slug}",
    ):
        text = client.get(path).content.decode()
        assert 'rel="noopener noreferrer">Mở ở vanban.chinhphu.vn' in text
        assert "hết hiệu lực từ 01/07/2025" in text
        assert "Một cửa &lt;b&gt;" in text
        assert "<p>Dòng &lt;i&gt;một&lt;/i&gt;</p>" in text


@pytest.mark.parametrize("count", [1, 9])
def test_the_public_page_costs_the_same_queries_for_few_and_many(
    client, count, django_assert_num_queries
):
    for n in range(count):
        newer = LegalDocumentFactory(number=f"{n}/2025")
        item(document=LegalDocumentFactory(number=f"{n}/2018", replaced_by=newer))
    with django_assert_num_queries(1):
        client.get("/luyen-tap/tai-lieu/")


def test_a_contest_takes_so_many_things_and_no_more(desk):
    client, path, contest = desk
    rows = [
        StudyItem(contest=contest, title=str(n), text="x", created_at=NOON + timedelta(n))
        for n in range(100)
    ]
    StudyItem.objects.bulk_create(rows)
    page = client.post(path, {"title": "Một trăm lẻ một", "text": "x"})
    assert page.status_code == 409
    assert contest.study_items.count() == 100
