"""Pages of everybody, keepers, units and councils: who sees what, what hostile people try."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from contests.initiatives.arrangements import appoint_keeper
from contests.initiatives.figures import figures_by_unit, total_of
from contests.initiatives.moderation import hide_idea
from contests.initiatives.referrals import refer, reply_to
from contests.models import (
    ColumnKeeper,
    Council,
    CouncilBallot,
    HidingReason,
    Initiative,
    OfficialReply,
    Referral,
    ReplyOutcome,
    ReplyTemplate,
    Voice,
)
from quizsite.models import AuditLine
from tests.contests.initiatives.cast import (
    SITE,
    before_council,
    idea,
    published,
    tried,
    unit_with_contact,
)
from tests.factories import NOON, AxisFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("contests:initiatives")
XSS = '"><script>alert(1)</script>{{ 7|add:7 }}'


def page_of(found):
    return reverse("contests:initiative", args=[found.pk])


def desk_of(found):
    return reverse("contests:initiative_desk", args=[found.pk])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def keeper(signed_in, organiser):
    appoint_keeper(organiser, by=SITE, at=NOON)
    return signed_in(organiser)


@pytest.fixture
def staff(signed_in):
    return signed_in(UserFactory(is_staff=True))


def test_nothing_is_public_before_it_was_moderated(client):
    found = idea()
    assert found.title not in text(client.get(LIST))
    assert client.get(page_of(found)).status_code == 404


def test_a_public_page_tells_no_name_and_no_address(client, contestant):
    found = published(email="hoa@example.vn")
    other = published("Loa", user=contestant)
    said = text(client.get(page_of(found))) + text(client.get(page_of(other)))
    assert not re.search(r"hoa@|Nguyễn Thị Hoa|Trần Thị Bình|binh@", said)
    assert found.tracking_code not in said


def test_a_hidden_one_leaves_a_stub_with_the_reason_and_no_word_of_it(client):
    found = published("Tên xúc phạm người khác")
    hide_idea(found, reason=HidingReason.INSULT, note="Chi tiết", by=SITE, at=NOON)
    said = text(client.get(page_of(found)))
    assert "có lời xúc phạm" in said
    assert not re.search("Tên xúc phạm|Chi tiết|Lắp loa", said)


@pytest.mark.parametrize("asked", ["goi so", "GIỌNG  đọc", "loa doc"])
def test_the_list_is_searched_without_accents(client, asked):
    found = published()
    published("Ghế chờ riêng", problem="Thiếu ghế.", solution="Thêm ghế.")
    said = text(client.get(LIST, {"q": asked}))
    assert found.title in said
    assert "Ghế chờ" not in said


def test_the_list_is_narrowed_by_axis_unit_and_state(client):
    axis, unit = AxisFactory(code="truc-a"), UnitFactory()
    one, other = published(axis=axis), published("Ghế chờ riêng")
    refer(one, unit, by=SITE, at=NOON)
    for asked in ("truc=truc-a", f"don_vi={unit.code}"):
        said = text(client.get(f"{LIST}?{asked}"))
        assert (one.title in said, other.title in said) == (True, False)
    assert one.title not in text(client.get(f"{LIST}?tinh_trang=spread"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(client, django_assert_num_queries, count):
    for n in range(count):
        refer(published(f"Ý tưởng thứ {n}"), UnitFactory(), by=SITE, at=NOON)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_everybody_reads_the_clock(client):
    found = published()
    referral = refer(found, UnitFactory(name="Phường Mẫu"), by=SITE, at=NOON)
    Referral.objects.filter(pk=referral.pk).update(due_at=NOON - timedelta(days=7))
    assert "quá hạn" in text(client.get(page_of(found)))


def test_what_strangers_write_is_shown_letter_by_letter(client, keeper):
    found = published(XSS, problem=XSS, solution=XSS, place=XSS)
    for browser, path in ((client, page_of(found)), (client, LIST), (keeper, desk_of(found))):
        said = text(browser.get(path))
        assert "<script>alert" not in said
        assert "{{ 7|add:7 }}" in said


def test_like_ideas_are_told_as_data(client):
    published('Gọi số <b onclick="x">giọng đọc</b> thứ tự')
    answer = client.get(reverse("contests:initiative_similar"), {"q": "Gọi số giọng đọc thứ tự"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["similar"][0]["title"].startswith("Gọi số <b")


def test_a_voice_is_given_once_by_post_and_only_by_an_account(client, signed_in, contestant):
    found, own = published(), reverse
    where = own("contests:initiative_support", args=[found.pk])
    assert client.post(where).status_code == 302
    browser = signed_in(contestant)
    assert browser.get(where).status_code == 405
    for _n in range(3):
        browser.post(where)
    assert Voice.objects.count() == 1
    browser.post(where, {"thoi": "1"})
    assert not Voice.objects.exists()


def test_the_desk_is_for_keepers_and_staff(client, signed_in, contestant, keeper, staff):
    found = published()
    desk = reverse("contests:initiatives_desk")
    settings = reverse("contests:initiative_settings")
    for path in (desk, desk_of(found)):
        assert client.get(path).status_code == 302
        assert signed_in(contestant).get(path).status_code == 404
        assert [one.get(path).status_code for one in (keeper, staff)] == [200, 200]
    assert [one.get(settings).status_code for one in (keeper, staff)] == [404, 200]


def test_reading_who_sent_an_idea_is_noted(keeper):
    found = published(email="hoa@example.vn")
    assert "hoa@example.vn" in text(keeper.get(desk_of(found)))
    assert AuditLine.objects.filter(kind="people_seen", about_kind="initiative").count() == 1


def test_a_keeper_takes_an_idea_through_its_steps(keeper):
    found, unit = idea(), UnitFactory(name="Phường Mẫu")
    keeper.post(desk_of(found), {"step": "dang"})
    keeper.post(desk_of(found), {"step": "chuyen", "chuyen-to_text": "Phường Mẫu"})
    assert Referral.objects.get().unit == unit
    keeper.post(desk_of(found), {"step": "an", "an-reason": "insult", "an-note": "x"})
    keeper.post(desk_of(found), {"step": "hien"})
    said = {"step": "lam-thu", "lam-thu-trying_text": "Phường Mẫu"}
    said |= {"lam-thu-begins_on": "2026-10-01", "lam-thu-name_1": "Thời gian chờ"}
    answer = keeper.post(desk_of(found), said)
    assert "Hãy ghi đủ tên chỉ số" in text(answer)
    keeper.post(desk_of(found), {**said, "lam-thu-measure_1": "phút", "lam-thu-before_1": "40,5"})
    figure = found.pilots.get().figures.get()
    assert str(figure.before) == "40.50"
    keeper.post(
        desk_of(found),
        {
            "step": "het-lam-thu",
            "het-lam-thu-ends_on": "2026-11-01",
            "het-lam-thu-summary": "Bớt chờ.",
            f"het-lam-thu-after_{figure.pk}": "12",
        },
    )
    found.refresh_from_db()
    assert [one.kind for one in found.events.all()] == [
        *("sent", "published", "referred", "hidden", "shown", "pilot_begun", "pilot_ended")
    ]


def test_a_step_that_is_not_offered_is_refused_in_words(keeper):
    found = idea()
    answer = keeper.post(desk_of(found), {"step": "xet-lai", "xet-lai-text": "Vì sao"})
    assert "vừa thay đổi" in text(answer)
    assert "Vì sao" in text(answer)
    for step in ("khong-co", "", "rut-don", "tach"):
        assert keeper.post(desk_of(found), {"step": step}).status_code in {200, 404}


def test_an_application_asks_for_a_trial_and_whole_shares(keeper):
    never, found = published("Loa"), tried()
    assert keeper.get(reverse("contests:desk_application", args=[never.pk])).status_code == 403
    where = reverse("contests:desk_application", args=[found.pk])
    said = {
        "addressee": "UBND phường",
        "title": found.title,
        "field": "CCHC",
        "first_used_on": "2026-10-24",
        "nature": "Loa",
        "conditions": "Loa",
        "benefit_by_author": "Bớt chờ",
        "is_pledged": "on",
        "tac-gia-TOTAL_FORMS": "5",
        "tac-gia-INITIAL_FORMS": "0",
        "tac-gia-0-full_name": "Lê Văn Bảy",
        "tac-gia-0-workplace": "Phường Mẫu",
        "tac-gia-0-share_percent": "70",
    }
    answer = keeper.post(where, said)
    assert "hiện là 70%" in text(answer)
    assert "Lê Văn Bảy" in text(answer)
    assert keeper.post(where, {**said, "tac-gia-0-share_percent": "100"}).status_code == 302
    for ending in ("docx", "pdf"):
        file = keeper.get(reverse("contests:application_file", args=[found.pk, ending]))
        assert (file.status_code, len(file.content) > 1000) == (200, True)
    assert AuditLine.objects.filter(kind="application_taken").count() == 2
    odd = reverse("contests:application_file", args=[found.pk, "exe"])
    assert keeper.get(odd).status_code == 404


def test_a_contact_person_replies_for_the_own_unit_alone(signed_in):
    (unit, user), (other, _else) = unit_with_contact(), unit_with_contact("Phường Khác")
    mine, theirs = published(), published("Ghế chờ riêng")
    refer(mine, unit, by=SITE, at=NOON)
    refer(theirs, other, by=SITE, at=NOON)
    browser = signed_in(user)
    home = reverse("contests:unit_initiatives", args=[unit.code])
    said = text(browser.get(home))
    assert (mine.title in said, theirs.title in said) == (True, False)
    for code, found, status in ((unit, theirs, 404), (other, theirs, 403), (unit, mine, 200)):
        where = reverse("contests:unit_initiative", args=[code.code, found.pk])
        assert browser.get(where).status_code == status
    where = reverse("contests:unit_initiative", args=[unit.code, mine.pk])
    said = {"step": "tra-loi", "tra-loi-outcome": "taken_up", "tra-loi-text": "Sẽ làm."}
    browser.post(where, said)
    assert OfficialReply.objects.get().text == "Sẽ làm."
    assert "đã trả lời ý tưởng này" in text(browser.post(where, said))


def test_others_referrals_are_not_answered_by_their_number(signed_in):
    (unit, user), (other, _else) = unit_with_contact(), unit_with_contact("Phường Khác")
    refer(published(), unit, by=SITE, at=NOON)
    theirs = refer(published("Ghế chờ riêng"), other, by=SITE, at=NOON)
    where = reverse("contests:unit_initiatives", args=[unit.code])
    said = {"chon": str(theirs.pk), "outcome": "studied", "text": "x"}
    answer = signed_in(user).post(where, said)
    assert "Hãy chọn ít nhất một ý tưởng" in text(answer)
    assert not OfficialReply.objects.exists()


def test_several_are_answered_by_one_template(signed_in):
    unit, user = unit_with_contact()
    ReplyTemplate.objects.create(name="a", outcome="studied", text="{đơn vị}: {tên ý tưởng}")
    asked = [refer(published(f"Ý tưởng thứ {n}"), unit, by=SITE, at=NOON) for n in range(2)]
    where = reverse("contests:unit_initiatives", args=[unit.code])
    said = {"chon": [one.pk for one in asked], "template": ReplyTemplate.objects.get().pk}
    signed_in(user).post(where, said)
    assert [one.text for one in OfficialReply.objects.order_by("pk")] == [
        "Phường Mẫu: Ý tưởng thứ 0",
        "Phường Mẫu: Ý tưởng thứ 1",
    ]


def test_a_member_votes_and_sees_no_other_ballot(signed_in, stranger):
    members = [UserFactory() for _ in range(4)]
    lying = before_council(members)
    where = reverse("contests:council_application", args=[lying.pk])
    signed_in(members[0]).post(where, {"is_in_favour": "0", "remark": "Chưa rõ lợi ích"})
    browser = signed_in(members[1])
    assert lying.title in text(browser.get(reverse("contests:council")))
    assert "Chưa rõ lợi ích" not in text(browser.get(where))
    assert "Hãy ghi vì sao" in text(browser.post(where, {"is_in_favour": "0"}))
    browser.post(where, {"is_in_favour": "1"})
    browser.post(where, {"is_in_favour": "0", "remark": "đổi ý"})
    assert list(CouncilBallot.objects.values_list("is_in_favour", flat=True)) == [False, True]
    for path in (where, reverse("contests:council")):
        assert signed_in(stranger).get(path).status_code == 404


def test_staff_arrange_the_column(staff, contestant):
    where = reverse("contests:initiative_settings")
    staff.post(where, {"step": "phu-trach", "phu-trach-address": "binh@example.vn"})
    assert ColumnKeeper.objects.get().user == contestant
    answer = staff.post(where, {"step": "phu-trach", "phu-trach-address": "khong@example.vn"})
    assert "Chưa có tài khoản nào" in text(answer)
    said = {"step": "hoi-dong", "hoi-dong-name": "Hội đồng", "hoi-dong-level": "base"}
    staff.post(where, {**said, "hoi-dong-share_percent": "70"})
    council = Council.objects.get()
    said = {"step": "thanh-vien", "thanh-vien-council": council.pk}
    staff.post(where, {**said, "thanh-vien-address": "binh@example.vn"})
    assert council.members.get().user == contestant
    role = ColumnKeeper.objects.get()
    staff.post(reverse("contests:initiative_setting_remove", args=["phu-trach", role.pk]))
    assert not ColumnKeeper.objects.exists()


def test_figures_by_unit_on_the_page_and_in_the_file(client):
    unit = UnitFactory(name='=HYPERLINK("http://a","b")')
    for n in range(3):
        referral = refer(published(f"Ý tưởng thứ {n}"), unit, by=SITE, at=NOON)
        if n == 0:
            said = {"outcome": ReplyOutcome.STUDIED, "text": "Có.", "by": SITE, "at": NOON}
            reply_to(referral, **said)
    Referral.objects.filter(pk=referral.pk).update(due_at=NOON - timedelta(days=9))
    tried(published("Loa"), unit=unit)
    (row,) = figures_by_unit(at=NOON)
    assert (row.received, row.in_time, row.waiting, row.overdue, row.piloted) == (3, 1, 2, 1, 1)
    assert total_of([row]).piloted == 1
    assert unit.name.split('"')[0] in text(client.get(reverse("contests:initiative_figures")))
    answer = client.get(reverse("contests:initiative_figures_file"))
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=HYPERLINK(&quot;" in sheet
    assert "<f>" not in sheet


def test_hidden_and_merged_ideas_count_nowhere():
    found = published()
    refer(found, UnitFactory(), by=SITE, at=NOON)
    Initiative.objects.filter(pk=found.pk).update(hidden_at=NOON, hidden_reason="insult")
    assert [one.received for one in figures_by_unit(at=NOON)] in ([], [0])
