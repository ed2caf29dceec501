"""No name, unit or address reaches a juror: every byte of every page is searched.

Authors, their units, addresses and numbers are planted all over the contest; the jurors' requests
are also held against the tables that they may read."""

import json
import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from contests.judging.intake import AnonymousWork, take_works
from contests.judging.jobs import look_after_panels
from contests.judging.panels import open_panel
from contests.judging.sheets.work_files import _openers, open_files_with
from contests.models import JudgedWork, PanelMember, PanelRole, Work, WorkAuthor
from tests.contests.judging.cast import AT, jurors_in, of_work, panel_of, send
from tests.factories import EntryFactory, RoundFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
PLANTED = 60
# What a juror's request may read: sessions and the own account, the panel's own tables.
OWN_TABLES = {
    *("accounts_user", "django_session", "usersessions_usersession"),
    *("contests_panel", "contests_panelmember", "contests_rubricitem", "contests_judgedwork"),
    *("contests_assignment", "contests_sheetdraft", "contests_marksheet"),
}


@pytest.fixture
def scene(settings, tmp_path):
    """Sixty authors of sixty units, all of whose works one panel marks."""
    panel = panel_of(markers=2, common_works=2)
    members = jurors_in(panel, 3)
    round = RoundFactory(contest=panel.contest, kind="written")
    planted, works = set(), []
    for n in range(PLANTED):
        unit = UnitFactory(name=f"Đơn vị Bí Mật Số {n}", code=f"bi-mat-{n}")
        author = UserFactory(
            full_name=f"Tác Giả Ẩn Danh {n}",
            email=f"tac-gia-{n}@an-danh.vn",
            phone=f"+8490000{n:04}",
        )
        entry = EntryFactory(
            contest=panel.contest, user=author, unit=unit, display_name=f"Bí danh {n}"
        )
        work = Work.objects.create(round=round, entry=entry, begun_at=AT, title=f"Tên bài kín {n}")
        WorkAuthor.objects.create(work=work, entry=entry, full_name=author.full_name, unit=unit)
        planted |= {unit.name, unit.code, author.full_name, author.email, author.phone}
        planted |= {entry.display_name, work.title}
        barred = frozenset({author.pk})
        file = ("Tệp 1.pdf", "pdf", f"kho/{author.full_name}/ban-goc-{n}.pdf")
        works.append(
            AnonymousWork(parts=(("Nội dung", f"Bài số {n}"),), files=(file,), barred=barred)
        )
        planted.add(file[2])
    take_works(panel, works, by=None, at=AT, seed="niêm phong")
    planted.add("niêm phong")
    open_panel(panel, by=None, at=AT)
    return panel, members, planted


@pytest.fixture
def store():
    """A store of files that says what was asked of it in no answer."""
    before = list(_openers)
    open_files_with(lambda stored_as: BytesIO(b"%PDF-1.7 noi dung"))
    yield
    _openers[:] = before


def sheet_routes():
    """Every named page under cham-thi/, except those of the leads."""
    resolver = get_resolver().namespace_dict["contests"][1]
    for name in {key for key in resolver.reverse_dict if isinstance(key, str)}:
        (possibility, *_rest) = resolver.reverse_dict.getlist(name)[0][0]
        if possibility[0].startswith("cham-thi/"):
            yield name, possibility[0], possibility[1]


def answers_to(client, panel, codes, *, pk):
    """What each page answers to reading and to posting, for own works and for those of others."""
    values = {"panel_id": [panel.pk], "code": codes, "position": [1, 2], "pk": [pk]}
    values |= {"step": ["mo-lai", "gia-han", "chuyen", "nhac"], "kind": ["bien-ban", "phieu-cham"]}
    values["ending"] = ["docx", "pdf"]
    for name, _path, wanted in sheet_routes():
        arguments = [{}]
        for key in wanted:
            arguments = [one | {key: value} for one in arguments for value in values[key]]
        for one in arguments:
            path = reverse(f"contests:{name}", kwargs=one)
            yield path, client.get(path)
            yield path, client.post(path, headers={"Accept": "application/json"})


def body_of(response):
    content = b"".join(response) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return heads + content.decode("utf-8", "replace")


def test_no_byte_that_a_juror_gets_names_an_author(scene, store, signed_in):
    panel, members, planted = scene
    juror = members[1]
    own = [one.work.code for one in juror.assignments.select_related("work")[:4]]
    others = list(
        JudgedWork.objects.exclude(assignments__member=juror).values_list("code", flat=True)[:2]
    )
    assignment = juror.assignments.filter(purpose="common")[0]
    for one in juror.assignments.filter(purpose="common").select_related(
        "work__panel", "member__user"
    ):
        send(one, "1", "1")
    client = signed_in(juror.user)
    seen = 0
    for path, response in answers_to(client, panel, [*own, *others, "khong-co"], pk=assignment.pk):
        assert response.status_code < 500, path
        text = body_of(response)
        found = [word for word in planted if word in text or json.dumps(word)[1:-1] in text]
        assert found == [], path
        seen += 1
    assert seen > 60
    assert len(planted) > 5 * PLANTED


def test_the_chair_reads_no_author_either(scene, store, signed_in):
    """Names of jurors are shown there, of authors none; the files say no more."""
    panel, members, planted = scene
    code = panel.works.first().code
    for one in of_work(panel.works.first()):
        send(one, "1", "1") if one.purpose == "common" else None
    client = signed_in(members[0].user)
    pk = members[0].assignments.first().pk
    statuses = set()
    for path, response in answers_to(client, panel, [code], pk=pk):
        assert response.status_code < 500, path
        statuses.add(response.status_code)
        text = body_of(response)
        assert [word for word in planted if word in text] == [], path
    assert 200 in statuses


def test_a_jurors_requests_read_only_the_panels_own_tables(scene, store, signed_in):
    """Jobs that find a third juror run elsewhere, so nothing of them is in the request."""
    panel, members, _planted = scene
    juror = members[2]
    client = signed_in(juror.user)
    (first, *_more) = juror.assignments.filter(purpose="common").select_related("work")
    base = reverse("contests:sheet", args=[panel.pk, first.work.code])
    leaves = panel.rubric_items.values_list("pk", flat=True)
    marks = {f"diem-{pk}": "1" for pk in leaves}
    with CaptureQueriesContext(connection) as asked:
        for path in ("/cham-thi/", f"/cham-thi/{panel.pk}/", base, f"{base}tep/1/"):
            assert client.get(path).status_code == 200, path
        assert client.post(f"{base}luu/", {**marks, "lan": "1"}).status_code == 200
        assert client.post(base, marks).status_code == 302
    read = set()
    for one in asked:
        if not one["sql"].startswith(("INSERT", "SAVEPOINT", "RELEASE")):
            read |= set(re.findall(r'(?:FROM|JOIN|UPDATE) "(\w+)"', one["sql"]))
    assert read - OWN_TABLES == set()
    accounts = [one["sql"] for one in asked if 'FROM "accounts_user"' in one["sql"]]
    assert [sql for sql in accounts if str(juror.user_id) not in sql] == []


def test_a_juror_opens_no_work_of_another_and_no_page_of_the_leads(scene, signed_in):
    panel, members, _planted = scene
    juror = members[1]
    client = signed_in(juror.user)
    other = JudgedWork.objects.exclude(assignments__member=juror)[0]
    for name in ("sheet", "sheet_draft", "sheet_tie"):
        path = reverse(f"contests:{name}", args=[panel.pk, other.code])
        assert client.post(path).status_code == 404
    for name in ("lead", "lead_works", "totals", "marks_file"):
        assert client.get(reverse(f"contests:{name}", args=[panel.pk])).status_code == 404


def test_somebody_who_left_the_panel_opens_nothing(scene, signed_in):
    panel, members, _planted = scene
    juror = members[1]
    code = juror.assignments.select_related("work")[0].work.code
    PanelMember.objects.filter(pk=juror.pk).update(until=AT)
    client = signed_in(juror.user)
    assert client.get(reverse("contests:own_panel", args=[panel.pk])).status_code == 404
    assert client.get(reverse("contests:sheet", args=[panel.pk, code])).status_code == 404


def test_two_jurors_never_read_each_others_marks_or_remarks(scene, signed_in):
    panel, members, _planted = scene
    work = panel.works.filter(is_common=True)[0]
    first = next(one for one in of_work(work) if one.member_id == members[0].pk)
    send(first, "37,25", "12,75")
    page = signed_in(members[1].user).get(reverse("contests:sheet", args=[panel.pk, work.code]))
    text = page.content.decode()
    assert "37,25" not in text
    assert members[0].user.full_name not in text


def test_the_secretary_marks_nothing(scene, signed_in):
    panel, _members, _planted = scene
    secretary = UserFactory()
    PanelMember.objects.create(
        panel=panel, user=secretary, role=PanelRole.SECRETARY, number=9, since=AT
    )
    look_after_panels.call()
    assert not PanelMember.objects.get(user=secretary).assignments.exists()
