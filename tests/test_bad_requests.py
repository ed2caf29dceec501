"""No text in an address and no missing field of a form makes a page crash."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contests.models import (
    Ballot,
    LikenessPair,
    RosterPreview,
    SampleEssay,
    StudyItem,
    Work,
    WorkAuthor,
    WorkDraft,
    WorkFile,
)
from leaderboard.models import SharedResult
from quizsite.accounts.models import UnitContact
from quizsite.notifications.models import Mailing
from quizsite.tables.reader import RawTable
from tests.contests.initiatives.cast import published
from tests.contests.judging.cast import open_with
from tests.contests.surveys.cast import survey_of
from tests.contests.written.cast import written_round
from tests.contests.written.sieve.stage import work_of
from tests.contests.written.sieve.stage import written_round as sieved_round
from tests.factories import AttemptFactory, OrganiserFactory, RosterPersonFactory, RoundFactory
from tests.proofs import sampled
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

# People, crawlers and scanners write these in place of a number, a code or a word.
ODD = ["abc", "", "-1", "0", "1.5", "9" * 30, "9" * 5000, "\x00", "١٢", "²", "a" * 300, "%_'\""]
NO_UTF_8 = ["%ff", "%ed%a0%80", "%C0%80"]
CODES = ["không-có", "a" * 300, "-", "\x00", "ngan-hang", "tao", "van-hanh"]
NUMBERS = ["0", "-1", "9" * 6, "9" * 30, "9" * 5000, "١", "1.5"]
UUIDS = ["00000000-0000-0000-0000-000000000000", "0", "zzz", "0" * 40]
ODD_PARTS = {
    "slug": CODES,
    "unit": CODES,
    "key": CODES,
    "number": NUMBERS,
    "entry": NUMBERS,
    "item": NUMBERS,
    "line": NUMBERS,
    "preview": NUMBERS,
    "uuid": UUIDS,
    "shared": UUIDS,
    "survey": CODES,
    "ballot": NUMBERS,
    "question": NUMBERS,
    "batch": NUMBERS,
    "kind": CODES,
    "ending": CODES,
    "signature": CODES,
    "below": NUMBERS,
    "mailing": NUMBERS,
    "contest_id": NUMBERS,
    "stop": [*CODES, "1:2", "W10:abc"],
    "size": CODES,
    "idea": NUMBERS,
    "tracking": CODES,
    "panel": NUMBERS,
    "work_code": CODES,
    "rubric": NUMBERS,
    "written": NUMBERS,
    "work": NUMBERS,
    "own_work": NUMBERS,
    "pair": NUMBERS,
    "sample": NUMBERS,
    "file": NUMBERS,
    "sieved": NUMBERS,
    "sieved_work": NUMBERS,
}
# Route → parts of its address, names in its query.
ROUTES = {
    "contests:home": ("", ""),
    "contests:contest": ("slug", ""),
    "contests:practice": ("", "cuoc-thi"),
    "contests:practice_question": ("", "truc cuoc-thi luot cau phieu cau-1 khong-biet xem lai"),
    "contests:own_knowledge": ("", ""),
    "contests:practice_forget": ("", ""),
    "contests:study": ("", "cuoc-thi"),
    "contests:study_desk": ("slug", ""),
    "contests:study_item": ("slug item", ""),
    "contests:study_remove": ("slug item", ""),
    "contests:register": ("slug", "don-vi bang"),
    "contests:register_check": ("slug", ""),
    "contests:picture": ("number slug key", ""),
    "contests:trial": ("slug", "de"),
    "contests:trial_answers": ("slug", "de ma c0 c1-0"),
    "contests:join_link": ("slug", "unit unit_text division"),
    "contests:enter": ("slug number", ""),
    "contests:paper": ("uuid", ""),
    "contests:result": ("uuid", "xem"),
    "leaderboard:own_results": ("", "trang"),
    "leaderboard:joys": ("", ""),
    "leaderboard:site_picture": ("", ""),
    "leaderboard:contest_picture": ("slug", ""),
    "leaderboard:unit_picture": ("slug unit", ""),
    "leaderboard:share": ("uuid", ""),
    "leaderboard:shared_result": ("shared", ""),
    "leaderboard:shared_picture": ("shared", ""),
    "contests:plain_paper": ("uuid", ""),
    "contests:organise": ("", ""),
    "contests:contest_new": ("", ""),
    "contests:contest_templates": ("", ""),
    "contests:contest_template": ("key", ""),
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
    "contests:entries": ("slug", "q bang don_vi trang_thai xep trang"),
    "contests:entries_file": ("slug", "q don_vi"),
    "contests:entry": ("slug entry", ""),
    "contests:paper_story": ("slug entry uuid", ""),
    "contests:doubles": ("slug", "trang da-xet"),
    "contests:double": ("slug entry", ""),
    "contests:conditions": ("slug", "mau"),
    "contests:eligibility": ("slug", ""),
    "contests:division_rule": ("slug entry", ""),
    "contests:asked_details": ("slug", ""),
    "contests:entrant_ages": ("slug", ""),
    "contests:entry_details": ("slug entry", ""),
    "contests:quotas": ("slug", ""),
    "contests:regulation": ("slug", "ban"),
    "contests:regulation_desk": ("slug", ""),
    "contests:bars": ("slug", "trang"),
    "contests:notices": ("slug", "trang"),
    "contests:reminder_new": ("slug", ""),
    "contests:reminder_cancel": ("slug mailing", ""),
    "contests:notice_words": ("slug kind", ""),
    "contests:unit_reminders": ("unit slug", ""),
    "contests:unit_reminder_cancel": ("unit slug mailing", ""),
    "notifications:own": ("", "trang"),
    "notifications:push_on": ("", ""),
    "notifications:restart": ("", ""),
    "notifications:texts_on": ("", ""),
    "notifications:texts_off": ("", ""),
    "notifications:short": ("number", ""),
    "notifications:quiet_hours": ("", ""),
    "notifications:push_off": ("", ""),
    "notifications:wishes": ("contest_id", ""),
    "notifications:stop": ("stop", ""),
    "contests:prizeless": ("slug", "trang"),
    "contests:prizeless_entry": ("slug entry", ""),
    "contests:prizeless_lift": ("slug entry", ""),
    "contests:lift_person": ("slug entry", ""),
    "contests:lift_unit": ("slug entry", ""),
    "contests:round_edit": ("slug number", ""),
    "contests:round_publish": ("slug number", ""),
    "contests:round_watch": ("slug number", ""),
    "contests:round_figures": ("slug number", ""),
    "contests:round_close": ("slug number", ""),
    "leaderboard:text_marks": ("slug number", "loc trang"),
    "contests:ballots": ("slug", ""),
    "contests:ballot": ("slug ballot", ""),
    "contests:ballot_desk": ("slug ballot", ""),
    "contests:ballot_edit": ("slug ballot", ""),
    "contests:candidate_new": ("slug ballot", ""),
    "contests:site_surveys": ("", ""),
    "contests:contest_surveys": ("slug", ""),
    "contests:own_works": ("slug written", ""),
    "contests:work": ("slug work", ""),
    "contests:work_save": ("slug work", ""),
    "contests:work_draft": ("slug work", ""),
    "contests:work_authors": ("slug work", ""),
    "contests:work_hand_in": ("slug work", ""),
    "contests:work_withdraw": ("slug work", ""),
    "contests:work_receipt": ("slug work number", ""),
    "contests:work_upload": ("slug work", ""),
    "contests:work_piece": ("slug work file", ""),
    "contests:file_remove": ("slug work file", ""),
    "contests:own_file": ("slug work file", ""),
    "contests:co_author": ("slug stop", ""),
    "contests:written_new": ("slug", ""),
    "contests:works_key": ("slug written", ""),
    "contests:works_send": ("slug written panel", ""),
    "contests:works_key_open": ("slug written", ""),
    "contests:works": ("slug written", "tim trang_thai trang"),
    "contests:works_file": ("slug written", ""),
    "contests:paper_new": ("slug written", ""),
    "contests:desk_work": ("slug work", ""),
    "contests:scan_upload": ("slug work", ""),
    "contests:scan_piece": ("slug work file", ""),
    "contests:scan_remove": ("slug work file", ""),
    "contests:desk_file": ("slug work file", ""),
    "contests:survey": ("survey", "noi ma"),
    "contests:survey_thanks": ("survey", "noi"),
    "contests:survey_summary": ("survey", ""),
    "contests:survey_desk": ("survey", ""),
    "contests:survey_edit": ("survey", ""),
    "contests:survey_preview": ("survey", ""),
    "contests:survey_places": ("survey", ""),
    "contests:survey_question_new": ("survey", ""),
    "contests:survey_question": ("survey question", ""),
    "contests:survey_results": ("survey", ""),
    "contests:survey_file": ("survey", ""),
    "contests:survey_remarks_file": ("survey", ""),
    "contests:survey_sample": ("survey", ""),
    "contests:survey_batches": ("survey", ""),
    "contests:survey_batch": ("survey batch", ""),
    "contests:survey_printed": ("survey batch number", ""),
    "contests:initiatives": ("", "q truc don_vi tinh_trang trang"),
    "contests:initiative": ("idea", ""),
    "contests:initiative_new": ("", ""),
    "contests:initiative_code": ("", ""),
    "contests:initiative_similar": ("", "q"),
    "contests:initiative_figures": ("", ""),
    "contests:initiative_figures_file": ("", ""),
    "contests:initiative_support": ("idea", ""),
    "contests:initiative_tracks": ("", ""),
    "contests:initiative_track": ("tracking", ""),
    "contests:own_initiatives": ("", ""),
    "contests:council": ("", ""),
    "contests:council_application": ("idea", ""),
    "contests:unit_initiatives": ("unit", "trang"),
    "contests:unit_initiative": ("unit idea", ""),
    "contests:unit_application": ("unit idea", ""),
    "contests:unit_application_file": ("unit idea ending", ""),
    "contests:initiatives_desk": ("", "viec trang"),
    "contests:initiative_desk": ("idea", ""),
    "contests:desk_application": ("idea", ""),
    "contests:application_file": ("idea ending", ""),
    "contests:initiative_settings": ("", ""),
    "leaderboard:board": ("slug", "ky bang trang man-chieu"),
    "leaderboard:board_json": ("slug", "ky bang"),
    "leaderboard:own_place": ("slug", "ky bang"),
    "leaderboard:podium": ("slug", "ky"),
    "leaderboard:unit_race": ("slug", "ky"),
    "leaderboard:participation": ("slug unit", "ky tinh-tren khoi tim xep trang"),
    "leaderboard:participation_export": ("slug", "ky don-vi"),
    "leaderboard:comparison": ("slug unit", "ky voi tinh-tren khoi xep trang"),
    "leaderboard:comparison_file": ("slug", "ky voi tinh-tren khoi don-vi"),
    "leaderboard:own_comparison": ("slug", "ky voi tinh-tren khoi xep trang"),
    "leaderboard:own_comparison_file": ("slug", "ky voi tinh-tren khoi xep"),
    "leaderboard:unit_tiles": ("slug unit", "ky tinh-tren"),
    "leaderboard:embedded_tiles": ("slug unit", "ky tinh-tren"),
    "leaderboard:quotas_missing": ("slug", "q trang tat-ca"),
    "leaderboard:unit_desk": ("unit", "cuoc-thi ky tinh-tren trang"),
    "leaderboard:roster": ("unit slug", "ky tinh-trang nhom don-vi bat-buoc ten xep trang in bang"),
    "leaderboard:roster_file": ("unit slug", "ky tinh-trang nhom don-vi ten"),
    "leaderboard:roster_message": ("unit slug", "ky"),
    "leaderboard:rosters": ("slug", "ky trang"),
    "leaderboard:unit_poster": ("unit slug size", ""),
    "contests:roster_template": ("unit slug", ""),
    "contests:roster_import": ("unit slug", ""),
    "contests:roster_preview": ("unit slug preview", ""),
    "contests:roster_add": ("unit slug", ""),
    "contests:roster_line": ("unit slug line", ""),
    "contests:roster_doubts": ("unit slug", ""),
    "contests:roster_sign": ("unit slug", "nhom"),
    "contests:roster_invite": ("unit slug", ""),
    "contests:roster_link": ("stop", ""),
    "contests:roster_term": ("slug", ""),
    "contests:unit_contacts": ("unit", ""),
    "leaderboard:finalise": ("slug number", ""),
    "leaderboard:contest_results": ("slug", ""),
    "leaderboard:verify": ("uuid signature", ""),
    "leaderboard:own_certificate": ("uuid", ""),
    "leaderboard:certificates": ("slug number", ""),
    "leaderboard:certificate_style": ("slug", ""),
    "leaderboard:certificate_sample": ("slug", ""),
    "leaderboard:certificates_file": ("slug number kind ending", ""),
    "leaderboard:propaganda": ("", "ky nam"),
    "leaderboard:propaganda_file": ("ending", "ky nam"),
    "leaderboard:period_windows": ("", ""),
    "leaderboard:report_office": ("", "ky nam"),
    "leaderboard:report_number": ("", "ky nam"),
    "leaderboard:unit_report_office": ("unit", "ky nam"),
    "leaderboard:unit_report_number": ("unit", "ky nam"),
    "leaderboard:unit_propaganda": ("unit", "ky nam"),
    "leaderboard:unit_propaganda_file": ("unit ending", "ky nam"),
    "leaderboard:events": ("unit", "trang"),
    "leaderboard:event": ("unit number", ""),
    "leaderboard:event_remove": ("unit number", ""),
    "leaderboard:unit_report": ("unit", "cuoc-thi"),
    "leaderboard:unit_report_file": ("unit ending", "cuoc-thi"),
    "leaderboard:report": ("slug", ""),
    "leaderboard:report_file": ("slug ending", ""),
    "leaderboard:report_people": ("slug", "bang nhom dai gio ngay dung_het trang"),
    "leaderboard:round_report_people": ("slug number", "bang nhom dai gio ngay dung_het trang"),
    "leaderboard:round_report": ("slug number", ""),
    "leaderboard:round_report_file": ("slug number ending", ""),
    "leaderboard:documents": ("slug number", ""),
    "leaderboard:office": ("slug", ""),
    "leaderboard:own_templates": ("slug", ""),
    "leaderboard:own_template_remove": ("slug kind", ""),
    "leaderboard:reminders": ("slug number", "duoi"),
    "leaderboard:document": ("slug number kind", ""),
    "leaderboard:document_file": ("slug number kind ending", ""),
    "leaderboard:reminders_file": ("slug number below ending", ""),
    "leaderboard:reveal_desk": ("slug number", ""),
    "leaderboard:question_statistics": ("slug number", ""),
    "contests:analysis": ("slug number", "sap trang cau"),
    "contests:analysis_axes": ("slug number", ""),
    "contests:analysis_file": ("slug number", ""),
    "leaderboard:round_questions": ("slug number", "q cho trang"),
    "leaderboard:qualified": ("slug number", "q trang"),
    "leaderboard:admission": ("slug number entry", ""),
    "contests:entry_field": ("slug entry", ""),
    "contests:judging": ("", ""),
    "contests:panels": ("slug", ""),
    "contests:panel_desk": ("slug panel", ""),
    "contests:panel_edit": ("slug panel", ""),
    "contests:rubric_item_new": ("slug panel", "cha"),
    "contests:rubric_item": ("slug panel rubric", ""),
    "contests:panel_invitations": ("slug panel", ""),
    "contests:own_panel": ("panel", ""),
    "contests:sheet": ("panel work_code", ""),
    "contests:sheet_draft": ("panel work_code", ""),
    "contests:sheet_tie": ("panel work_code", ""),
    "contests:work_file": ("panel work_code number", ""),
    "contests:lead": ("panel", ""),
    "contests:lead_works": ("panel", "loc trang"),
    "contests:lead_work": ("panel work_code", ""),
    "contests:totals": ("panel", "trang"),
    "contests:sieve": ("slug sieved", "xem loc trang"),
    "contests:sieve_again": ("slug sieved", ""),
    "contests:sieve_accept_clean": ("slug sieved", ""),
    "contests:sieve_terms": ("slug sieved", ""),
    "contests:sieve_pairs": ("slug sieved", "xem trang"),
    "contests:sieve_work": ("slug sieved_work", ""),
    "contests:sieve_pair": ("slug pair", ""),
    "contests:sample_essays": ("slug", ""),
    "contests:sample_essay_remove": ("slug sample", ""),
    "contests:sieve_outcome": ("slug own_work", ""),
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
    survey = survey_of(round.contest)
    work = _work(round, entry)
    batch = survey.batches.create(name="Lô 1", day=round.opens_at.date(), size=round.number)
    panel, _members = open_with(contest=round.contest, works=2)
    return {
        "panel": panel.pk,
        "work_code": panel.works.first().code,
        "rubric": panel.rubric_items.first().pk,
        "survey": survey.code,
        "written": work.round.number,
        "work": work.pk,
        "file": work.files.get().pk,
        "question": survey.questions.first().pk,
        "batch": batch.pk,
        "slug": round.contest.slug,
        "number": round.number,
        "kind": "award-decision",
        "ending": "pdf",
        "signature": "0123456789abcdef0123",
        "below": 50,
        "size": "a4",
        "idea": (idea := published(at=round.opens_at)).pk,
        "tracking": idea.tracking_code,
        "uuid": attempt.code,
        "shared": SharedResult.objects.create(attempt=attempt, shared_at=attempt.started_at).code,
        "key": "hue-2025",
        "mailing": _mailing(round).pk,
        "contest_id": round.contest_id,
        "stop": "WyJhIl0:abc",
        "unit": entry.unit.code,
        "entry": entry.pk,
        "attempt": attempt,
        "line": RosterPersonFactory(
            contest=round.contest, unit=entry.unit, entry=entry, matched_by="hand"
        ).pk,
        "preview": RosterPreview.objects.create(
            owner=entry.user,
            contest=round.contest,
            unit=entry.unit,
            filename="a.csv",
            rows=RawTable([], {}, []).as_json(),
            created_at=attempt.started_at,
        ).pk,
        "ballot": Ballot.objects.create(
            contest=round.contest,
            title="Bài được yêu thích",
            opens_at=round.opens_at,
            closes_at=round.closes_at,
            made_at=round.opens_at,
            state="open",
        ).pk,
        "item": StudyItem.objects.create(
            contest=round.contest, title="Luật", text="Đọc", created_at=attempt.started_at
        ).pk,
        **_sieved(entry),
    }


def _sieved(entry):
    """A work of a written round, like a sample essay."""
    round = sieved_round(contest=entry.contest)
    work = work_of(round)
    work.authors.update(entry=entry)
    sample = SampleEssay.objects.create(
        contest=round.contest, title="Mẫu", text="a", digest="a", added_at=round.opens_at
    )
    pair = LikenessPair.objects.create(
        round=round, work=work, sample=sample, share_percent=50, words_alike=9,
        found_at=round.opens_at,
    )  # fmt: skip
    return {
        "sieved": round.number,
        "sieved_work": work.pk,
        "own_work": work.pk,
        "pair": pair.pk,
        "sample": sample.pk,
    }


def _work(round, entry):
    """A work that was handed in, in a written round of the same contest."""
    asked = written_round(round={"contest": round.contest}, takes_files=True, file_kinds=["pdf"])
    facts = {"state": "handed_in", "begun_at": asked.opens_at, "handed_in_at": asked.opens_at}
    work = Work.objects.create(round=asked, entry=entry, number=1, **facts)
    WorkDraft.objects.create(work=work, saved_at=asked.opens_at)
    WorkAuthor.objects.create(work=work, entry=entry, full_name="A")
    WorkFile.objects.create(work=work, name="a.pdf", kind="pdf", size=9, begun_at=asked.opens_at)
    return work


def _mailing(round):
    at = round.opens_at
    facts = {"round": round.title}
    audience = {"round": round.pk, "unit": None}
    return Mailing.objects.create(
        occasion="reminder:1",
        kind="reminder",
        contest=round.contest_id,
        audience=audience,
        facts=facts,
        made_at=at,
        due_at=at,
    )


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


@pytest.mark.parametrize("name", sampled(WITH_QUERY, every=6))
def test_odd_queries_are_answered(name, right, browser):
    led_to = {"/luyen-tap/", f"/cuoc-thi/{right['slug']}/"}
    for key in ROUTES[name][1].split():
        for value in [quote(value, safe="") for value in ODD] + NO_UTF_8:
            answer = browser.get(f"{address(name, right)}?{key}={value}")
            # What cannot be practised leads back to where there is something, and whoever has
            # entered a contest leads on to it.
            assert answer.status_code in {200, 400, 404} or answer.url in led_to
            assert answer.status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("name", sampled(WITH_PARTS, every=6))
def test_odd_addresses_are_answered(name, right, browser):
    where = address(name, right)
    for part in ROUTES[name][0].split():
        for value in ODD_PARTS[part]:
            changed = where.replace(f"/{right[part]}/", f"/{quote(value, safe='')}/")
            assert browser.get(changed).status_code in {200, 302, 400, 403, 404, 405, 414}
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
