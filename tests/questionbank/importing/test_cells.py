import pytest

from questionbank.importing.cells import audience, difficulty
from questionbank.legal_documents.numbers import document_key


@pytest.mark.parametrize("said", ["CBCCVC", "cbccvc", "Cán bộ, công chức, viên chức"])
def test_audience_has_several_names(said):
    assert audience(said) == "cbccvc"


def test_difficulty_is_read_without_regard_to_case():
    assert difficulty("TRUNG BÌNH") == "trung-binh"
    assert difficulty("vừa") is None


def test_document_number_is_known_however_it_is_typed():
    assert document_key("76 / nq–cp") == document_key("76/NQ-CP")
