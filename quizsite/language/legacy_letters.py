"""Turns Vietnamese that was typed with fonts of before Unicode into Unicode. Pure.

A text is changed only if hardly a word of it is a syllable before, and nearly each is after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizsite.language.syllables import bare_words, is_syllable, share_of_syllables

_TCVN3_LETTERS = (
    "µà¸á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ"
    "¬ơêờíớëởìỡîợïùóúñủòũôụ\u00adưõừøứöử÷ữùựúỳýýûỷüỹþỵ¡Ă¢Â§Đ£Ê¤Ô¥Ơ¦Ư"
)
_TCVN3 = dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True))
_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVES = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ"}


def _vni() -> dict[str, str]:
    found = dict(_VNI_ALONE) | {"ö": "ư"}
    for letter, meant in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")):
        found |= {letter + mark: meant + tone for mark, tone in _VNI_TONES.items()}
    for letter in "aeo":
        hat = unicodedata.normalize("NFC", letter + "\u0302")
        found |= {letter + mark: hat + tone for mark, tone in _VNI_HATS.items()}
    found |= {"a" + mark: "ă" + tone for mark, tone in _VNI_BREVES.items()}
    lower = {said: unicodedata.normalize("NFC", meant) for said, meant in found.items()}
    mixed = {
        said[0].upper() + said[1:]: meant.upper() for said, meant in lower.items() if len(said) > 1
    }
    return lower | mixed | {said.upper(): meant.upper() for said, meant in lower.items()}


_VNI = _vni()
_VNI_SAID = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_MODERN = re.compile("[\u0102-\u024f\u0300-\u0323\u1ea0-\u1ef9]")
_LATIN = re.compile("[\u00a1-\u00ff]")
# "ơng" is no rime of Vietnamese: some converters write "ơ" for "ô".
_SWAPPED = re.compile(r"\b(\w*?)([ơờớởỡợƠỜỚỞỠỢ])(ng|NG)\b")
_SWAPS = str.maketrans("ơờớởỡợƠỜỚỞỠỢ", "ôồốổỗộÔỒỐỔỖỘ")
# Syllables that exist, in company in which they do not.
_SUSPECT = re.compile(
    r"\b(?:t[ồô] án|an tồn|tồn (?:bộ|quốc|dân|diện|thể|tỉnh|thành|cầu|văn)|hồn (?:thành|thiện"
    r"|toàn|tồn)"
    r"|cơ sơ|văn hố|hố đơn|tố tun|tun bố|tun (?:truyền|án)|hõa|hòan|tòan|thõa|ngồi ra|kế hoach)\b",
    re.IGNORECASE,
)
# Eth looks like Đ in most fonts.
ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})


def from_tcvn3(text: str, *, is_capitals: bool = False) -> str:
    """`is_capitals`: a font whose name ends in H shows small letters as capitals."""
    meant = "".join(_TCVN3.get(letter, letter) for letter in text)
    return meant.upper() if is_capitals else meant


def from_vni(text: str) -> str:
    return _VNI_SAID.sub(lambda found: _VNI[found.group()], text)


_ENCODINGS: Mapping[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}


@dataclass(frozen=True, slots=True)
class Repair:
    """What was meant, the encoding it was in ("" for Unicode), and which texts stay in doubt."""

    texts: list[str]
    encoding: str
    doubtful: frozenset[int]


def repair_texts(texts: Sequence[str]) -> Repair:
    """Change the texts that are certainly in an old encoding; others of them are named."""
    odd = [n for n, text in enumerate(texts) if _LATIN.search(text) and not _MODERN.search(text)]
    encoding = _encoding_of("\n".join(texts[n] for n in odd))
    if not encoding:
        return Repair(list(texts), "", frozenset(n for n in odd if _is_broken(texts[n])))
    read = _ENCODINGS[encoding]
    repaired, doubtful = list(texts), set()
    modern = sum(bool(_MODERN.search(text)) for text in texts)
    for n in odd:
        meant = read(texts[n])
        old, new = (share_of_syllables(bare_words(said)) for said in (texts[n], meant))
        if new > old or (new == old and modern < len(odd)):
            repaired[n] = meant
        else:
            doubtful.add(n)
    return Repair(repaired, encoding, frozenset(doubtful))


def _encoding_of(text: str) -> str:
    """The one in which nearly each word becomes a syllable, of at least three that were none."""
    before = bare_words(text)
    broken = sum(not is_syllable(word) for word in before)
    if broken < 3 or broken < 0.25 * len(before):
        return ""
    shares = {name: share_of_syllables(bare_words(read(text))) for name, read in _ENCODINGS.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= 0.85 else ""


def _is_broken(text: str) -> bool:
    words = [word for word in bare_words(text) if _LATIN.search(word)]
    return len(words) >= 2 and share_of_syllables(words) < 0.4


def mend_swaps(text: str) -> str:
    """Write "công" for "cơng": the one letter that can be meant."""
    if "ng" not in text.casefold():
        return text
    return _SWAPPED.sub(_mended, text)


def _mended(found: re.Match[str]) -> str:
    word = found.group()
    meant = word.translate(_SWAPS)
    return meant if is_syllable(meant) and not is_syllable(word) else word


def suspect_words(text: str) -> list[str]:
    """Words that a scan or a converter has probably read wrong."""
    return sorted({found.group().casefold() for found in _SUSPECT.finditer(text)})
