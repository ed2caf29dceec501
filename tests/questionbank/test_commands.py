import io

import pytest
from django.core.management import CommandError, call_command

from questionbank.models import Question, Revision
from tests.questionbank.importing.conftest import cells, csv_text, several, stocked  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stocked")]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "cau-hoi.csv"
    path.write_text(csv_text(*several(2)), encoding="utf-8")
    return path


def run(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_dry_run_tells_and_stores_nothing(path):
    said = run("import_questions", path, dry_run=True)
    assert said == "Câu mới: 2. Câu sửa: 0. Không đổi: 0.\n"
    assert Question.objects.count() == 0


def test_import_stores_drafts_of_the_only_author(path, author):
    run("import_questions", path)
    assert (
        list(Revision.objects.values_list("author__email", "state"))
        == [("soan@example.vn", "draft")] * 2
    )


def test_import_may_send_to_review_at_once(path, author):
    run("import_questions", path, by="soan@example.vn", review=True)
    assert Revision.objects.filter(state="in_review").count() == 2


def test_problems_are_listed_with_their_cells_and_nothing_is_stored(path, author):
    path.write_text(csv_text(cells(right="E"), *several(2)[1:]), encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError, match="Có 1 chỗ cần sửa"):
        call_command("import_questions", path, stdout=out, stderr=out)
    assert out.getvalue() == ("dòng 2, cột N (Đáp án): Đáp án E không có phương án tương ứng.\n")
    assert Question.objects.count() == 0


def test_import_without_an_author_says_how_to_name_one(path):
    with pytest.raises(CommandError, match="--by EMAIL"):
        run("import_questions", path)


def test_unreadable_and_missing_files_are_told(path, tmp_path):
    path.write_bytes(b"")
    with pytest.raises(CommandError, match="Tệp rỗng"):
        run("import_questions", path)
    with pytest.raises(CommandError, match="Không có tệp"):
        run("import_questions", tmp_path / "khong-co.csv")
