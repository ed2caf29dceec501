"""Names in a final result are those of the day it was finalised, and can be emptied."""

import io
from contextlib import closing
from datetime import timedelta

import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from leaderboard.boards.board import BoardKey, advance_board, own_row, page_of
from leaderboard.finals.digest import result_digest
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.results_file import results_workbook
from leaderboard.models import SealedName, SealedUnit
from leaderboard.standings.sealed_names import empty_sealed_names
from quizsite.accounts.people import rename_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.names import empty_names
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import NOON, RoundFactory, UnitFactory, UserFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=7, seconds=2)
LATER = AFTER + timedelta(hours=1)


@pytest.fixture
def province(db):
    return UnitFactory(name="Tỉnh Lào Cai")


@pytest.fixture
def ward(province):
    return UnitFactory(name="Phường Sa Pa", parent=province)


@pytest.fixture
def winner(db):
    return UserFactory(full_name="Lý Thị Hoa")


@pytest.fixture
def entry(week, division, ward, winner):
    return take(week, division, unit=ward, user=winner, correct=0, of=0)


@pytest.fixture
def final(week, entry):
    return finalise_round(week, by=None, at=AFTER)


def rename_unit(unit, name):
    unit.name = name
    unit.save()


def results(round):
    """Name, unit and the units above, line by line."""
    with closing(results_workbook(round, at=LATER)) as content:
        file = io.BytesIO(b"".join(content))
    table = pd.read_excel(file, engine="calamine", header=None)
    start = table.index[table[0] == "STT"][0]
    lines = table.iloc[start + 1 :]
    lines.columns = list(table.iloc[start])
    return lines[["Họ và tên", "Đơn vị", "Thuộc"]].values.tolist()


def test_a_later_renaming_changes_neither_file_nor_board(
    final, entry, winner, ward, province, division
):
    key = BoardKey(final.contest_id, final.pk, division.pk)
    total = BoardKey(final.contest_id, None, division.pk)
    file = results(final)
    boards = [page_of(one, offset=0, limit=9) for one in (key, total)]

    rename_person(winner, full_name="Trần Văn Khác", at=LATER)
    rename_unit(ward, "Phường Mới")
    rename_unit(province, "Tỉnh Mới")

    assert file == [["Lý Thị Hoa", "Phường Sa Pa", "Tỉnh Lào Cai"]]
    assert results(final) == file
    assert [page_of(one, offset=0, limit=9) for one in (key, total)] == boards
    assert own_row(entry, round_id=final.pk).unit == "Phường Sa Pa"
    assert advance_board(key, at=LATER)[1].snapshot["rows"][0]["unit"] == "Phường Sa Pa"
    assert AuditLine.objects.filter(kind=AuditKind.NAME_CHANGED).count() == 1
    assert result_digest(final) == final.result_digest


def test_before_finalising_a_new_name_is_shown(week, entry, winner, ward, division):
    rename_person(winner, full_name="Lý Thị Hoa Ban", at=NOON)
    rename_unit(ward, "Phường Mới")

    assert results(week) == [["Lý Thị Hoa Ban", "Phường Mới", "Tỉnh Lào Cai"]]
    key = BoardKey(week.contest_id, week.pk, division.pk)
    assert page_of(key, offset=0, limit=9)[0].unit == "Phường Mới"


def test_the_whole_contest_keeps_present_names_until_its_last_round_is_final(
    contest, final, ward, division
):
    RoundFactory(contest=contest, number=2)
    rename_unit(ward, "Phường Mới")

    total = BoardKey(final.contest_id, None, division.pk)
    assert page_of(total, offset=0, limit=9)[0].unit == "Phường Mới"


@pytest.mark.parametrize(
    "alter",
    [
        lambda: SealedName.objects.update(commitment="0" * 64),
        lambda: SealedUnit.objects.update(path="Tỉnh khác"),
        lambda: SealedUnit.objects.update(name="Phường khác"),
        lambda: SealedName.objects.all().delete(),
    ],
)
def test_an_altered_seal_changes_the_digest(final, alter, capsys):
    alter()

    assert result_digest(final) != final.result_digest
    with pytest.raises(CommandError):
        call_command("verify_round", str(final.pk))
    assert "không còn khớp với mã kiểm chứng" in capsys.readouterr().out


def test_an_altered_name_is_found_by_its_commitment(final, capsys):
    SealedName.objects.update(full_name="Trần Văn Khác")

    assert result_digest(final) == final.result_digest
    with pytest.raises(CommandError):
        call_command("verify_round", str(final.pk))
    assert "họ tên lúc chốt đã bị sửa" in capsys.readouterr().out


def test_an_emptied_name_is_said_to_be_emptied_and_the_digest_holds(final, entry, winner, capsys):
    assert empty_sealed_names([entry.pk], at=LATER) == 1
    empty_names(winner.pk, by=OPERATOR, at=LATER, reason="Theo yêu cầu")

    call_command("verify_round", str(final.pk))

    assert "Họ tên đã xoá theo yêu cầu: 1 người dự thi" in capsys.readouterr().out
    assert result_digest(final) == final.result_digest
    assert results(final)[0][0] == "đã xoá"
    sealed = SealedName.objects.get()
    assert (sealed.full_name, sealed.salt, sealed.emptied_at) == ("", "", LATER)
    assert empty_sealed_names([entry.pk], at=LATER) == 0


def test_a_name_emptied_by_stealth_is_found(final, entry, capsys):
    empty_sealed_names([entry.pk], at=LATER)

    with pytest.raises(CommandError):
        call_command("verify_round", str(final.pk))
    assert "đã xoá mà không có dòng nhật ký" in capsys.readouterr().out


def test_a_round_finalised_before_names_were_sealed_keeps_its_digest(final, winner):
    SealedName.objects.all().delete()
    SealedUnit.objects.all().delete()
    final.result_digest = result_digest(final)
    final.save()
    rename_person(winner, full_name="Trần Văn Khác", at=LATER)

    call_command("verify_round", str(final.pk))

    assert results(final)[0][0] == "Trần Văn Khác"
