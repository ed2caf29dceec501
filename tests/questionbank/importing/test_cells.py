import pytest

from questionbank.importing.cells import audience, difficulty, letters_of, right_options
from questionbank.legal_documents.numbers import document_key


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("B", (1,)),
        ("b", (1,)),
        ("A, C", (0, 2)),
        ("AC", (0, 2)),
        ("c;a", (0, 2)),
        ("A và C", (0, 2)),
        ("A/C.", (0, 2)),
        ("A, A", (0,)),
        ("H", (7,)),
        ("", None),
        ("2", None),
        ("I", None),
        ("Đáp án B", None),
    ],
)
def test_key_is_read_as_people_write_it(said, right):
    assert right_options(said) == right


def test_letters_are_written_the_way_they_are_read():
    assert letters_of([2, 0]) == "A, C"


@pytest.mark.parametrize("said", ["CBCCVC", "cbccvc", "Cán bộ, công chức, viên chức"])
def test_audience_has_several_names(said):
    assert audience(said) == "cbccvc"


def test_difficulty_is_read_without_regard_to_case():
    assert difficulty("TRUNG BÌNH") == "trung-binh"
    assert difficulty("vừa") is None


def test_document_number_is_known_however_it_is_typed():
    assert document_key("76 / nq–cp") == document_key("76/NQ-CP")
