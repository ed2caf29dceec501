"""Files of the corpus, and one reading for all tests of formats."""

import random

import pytest

from questionbank.importing.formats.reading import UnreadableFile, read_questions


def read(path):
    return read_questions(path.read_bytes(), ending=path.suffix)


def refusal(data: bytes, ending: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_questions(data, ending=ending)
    return str(caught.value.message)


@pytest.fixture
def chance():
    return random.Random(3)
