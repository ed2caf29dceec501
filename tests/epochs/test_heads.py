"""Heads stand in files outside the database."""

import pytest

from quizsite.epochs import heads
from quizsite.epochs.epoch import first_epoch
from quizsite.epochs.heads import HeadsFile, heads_files, read_heads

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return HeadsFile(tmp_path / "heads")


def seqs(folder, **which):
    return {attempt: head.seq for attempt, head in read_heads(heads_files(folder), **which).items()}


def test_the_newest_sequence_of_each_attempt_is_noted(file):
    file.note([(1, 5), (2, 7), (1, 9)])
    file.write_safely()
    file.note([(1, 12), (2, 6)])
    file.write_safely(is_last=True)
    assert seqs(file.folder) == {1: 12, 2: 7}


def test_a_disk_that_hangs_lets_memory_grow_no_further(file, monkeypatch):
    monkeypatch.setattr(heads, "MOST_COMMITS", 3)
    for seq in range(1, 100):
        file.note([(1, seq)])
        assert len(file._pending) <= 3
    file.write_safely()
    assert seqs(file.folder) == {1: 99}


def test_a_file_of_another_database_is_left_out(file):
    file.note([(1, 5)])
    file.write_safely()
    assert seqs(file.folder, database=first_epoch()) == {1: 5}
    assert seqs(file.folder, database=7) == {}


def test_a_line_that_was_cut_off_spoils_nothing(file):
    file.note([(1, 5)])
    file.write_safely()
    with file.path.open("a") as torn:
        torn.write("2 77")
    assert seqs(file.folder) == {1: 5}


def test_the_file_stays_small(file, monkeypatch):
    monkeypatch.setattr(heads, "LARGEST", 2000)
    for seq in range(1, 2000):
        file.note([(attempt, seq) for attempt in range(5)])
        file.write_safely()
    assert file.path.stat().st_size < 3000
    assert seqs(file.folder) == dict.fromkeys(range(5), 1999)


def test_only_the_newest_attempts_are_kept(file, monkeypatch):
    monkeypatch.setattr(heads, "LARGEST", 0)
    monkeypatch.setattr(heads, "MOST_ATTEMPTS", 3)
    for attempt in range(1, 10):
        file.note([(attempt, 1)])
        file.write_safely()
    assert seqs(file.folder) == {7: 1, 8: 1, 9: 1}


def test_old_files_go(file, monkeypatch):
    monkeypatch.setattr(heads, "MOST_FILES", 2)
    file.folder.mkdir()
    for n in range(5):
        (file.folder / f"heads-old-{n}").write_text("database 1\n")
    file.note([(1, 1)])
    file.write_safely()
    assert len(heads_files(file.folder)) == 3


def test_a_folder_that_cannot_be_written_costs_no_save(tmp_path, caplog):
    (tmp_path / "heads").write_text("a file is in the way")
    file = HeadsFile(tmp_path / "heads")
    file.note([(1, 5)])
    file.write_safely()
    assert "heads_not_written" in caplog.text
