"""Refuses passwords that a stranger guesses first, by what they are made of and not by a list."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quizsite.accounts.models import User
from quizsite.accounts.phones import to_e164
from quizsite.language.vietnamese import without_accents

# Whoever guesses tries so many digits behind a word: a year, a date, 12345678.
MOST_DIGITS = 8
# Letters beside the own name that make no password out of it.
FEW_LETTERS = 4
LONGEST_READ = 128  # a longer one is no word with a year
_SYLLABLE = (
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_ONE_OR_TWO_SYLLABLES = re.compile(rf"{_SYLLABLE}(?:{_SYLLABLE})?")
_AS_LETTERS = str.maketrans("@$", "as")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# Three syllables and more that everybody here would try.
_PHRASES = re.compile(
    r"(?:tp|thanhpho)?hochiminh|(?:tinh)?thuathienhue|bariavungtau|(?:toi)?yeu(?:nuoc)?vietnam"
    r"|(?:anh|em|toi|minh)yeu(?:anh|em|ban|minh)|khongcomatkhau|matkhau(?:cua(?:toi|em|anh))?"
    r"|(?:thi)?(?:tim|timhieu)?caicachhanhchinh|thicchc|quantrivien|nguoiduthi"
)


class TrivialPasswordValidator(CommonPasswordValidator):
    """Refuses Django's list in any spelling, a Vietnamese word or place with digits, a run of
    keys, a number alone, and the person's own name, address or number."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) <= LONGEST_READ and self._is_trivial(password, user):
            raise ValidationError(
                _(
                    "Mật khẩu này dễ đoán: một từ, địa danh, tên hay số điện thoại kèm vài chữ số."
                    " Hãy ghép ít nhất ba từ không nói về bạn."
                ),
                code="password_trivial",
            )

    def get_help_text(self) -> str:
        return _("Đừng dùng tên, địa danh, năm sinh hay số điện thoại; hãy ghép ít nhất ba từ.")

    def _is_trivial(self, password: str, user: Any) -> bool:
        written = without_accents(password)
        return any(self._is_guessed(one, user) for one in (written, written.translate(_AS_LETTERS)))

    def _is_guessed(self, written: str, user: Any) -> bool:
        plain = "".join(c for c in written if c.isalnum())
        letters = "".join(c for c in plain if not c.isdigit())
        digits = "".join(c for c in plain if c.isdigit())
        if not letters or plain in self.passwords:
            return True
        if _is_own(letters, digits, user):
            return True
        return _is_short_tail(digits) and (letters in self.passwords or _is_one_word(letters))


def _is_short_tail(digits: str) -> bool:
    return len(digits) <= MOST_DIGITS or to_e164(digits) is not None


def _is_one_word(letters: str) -> bool:
    return (
        any(letters in row or letters in row[::-1] for row in _ROWS)
        or _ONE_OR_TWO_SYLLABLES.fullmatch(letters) is not None
        or any(letters == (letters[:n] * len(letters))[: len(letters)] for n in range(1, 5))
        or _PHRASES.fullmatch(letters) is not None
    )


def _is_own(letters: str, digits: str, user: Any) -> bool:
    """Say whether little is left of the letters without the words of the person's own data."""
    if user is None:
        return False
    left = letters
    own = re.findall(r"[a-z]+", without_accents(f"{user.full_name} {user.email or ''}"))
    for word in sorted(own, key=len, reverse=True):
        left = left.replace(word, "") if len(word) > 1 else left
    has_own_number = bool(user.phone and len(digits) >= 6 and digits in f"0{user.phone[3:]}")
    is_shorter = len(left) < len(letters)
    return (is_shorter and len(left) < FEW_LETTERS) or (
        has_own_number and len(letters) < FEW_LETTERS
    )
