"""An answer in words, and the rule for the words that may be stored. Pure."""

import unicodedata

from questionbank.question_types.unread import Unread, UnreadAnswer
from quizsite.language import vietnamese

MOST_LETTERS = 200


class Written(int):
    """What somebody wrote in answer to a question: a 1 with a text, or 0 without.

    Every other answer is a plain number. So all who only ask whether there is an answer, or who
    count and sort answers, need not know that some are written."""

    text: str

    def __new__(cls, text: str) -> "Written":
        self = super().__new__(cls, 1 if text else 0)
        self.text = text
        return self

    @classmethod
    def read(cls, text: str) -> "Written":
        """Take what a form holds; `UnreadAnswer` if it is too long to be stored."""
        said = tidied(text)
        if len(said) > MOST_LETTERS:
            raise UnreadAnswer(Unread.LENGTH, most=MOST_LETTERS)
        return cls(said)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Written):
            return self.text == other.text
        return int(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int(self)

    def __repr__(self) -> str:
        return f"Written({self.text!r})"


def answer_of(choice: int, text: str | None) -> int:
    """Return the answer that a stored row holds."""
    return Written(text) if choice and text else choice


def text_of(answer: int) -> str:
    return answer.text if isinstance(answer, Written) else ""


def tidied(text: str) -> str:
    """Return the text as it is stored: NFC, single spaces, nothing that has no shape."""
    return vietnamese.tidy(text)


def stored(text: str) -> str | None:
    return (tidied(text) or None) if text else None


def is_fit(text: str) -> bool:
    """Say whether a text may be stored: it is short, and nothing in it controls."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        return False
    return len(tidied(text)) <= MOST_LETTERS
