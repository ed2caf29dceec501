"""What an author may write in a question answered with a few words, and its row of a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.authoring.faults import Fault
from questionbank.question_types.text import MOST_ACCEPTED, accepted_in, comparable
from questionbank.question_types.written import MOST_LETTERS, tidied
from quizsite.language.vietnamese import search_key

# In a file, where a person may write any of several lines in one cell.
BETWEEN = " | "
_KEPT, _HELD = "\\|", "\ufffc"  # a bar within a text: in a file, and while it is read
FOLDS = gettext_lazy("Không xét dấu")
KEEPS = gettext_lazy("Xét dấu")
_LONG = 60  # letters after which hardly anybody writes the same


def key_of(accepted: Iterable[str], *, folds: bool) -> tuple[Any, ...]:
    """Make a key of the texts that are accepted; twice the same counts once."""
    texts = {comparable(one, folds=folds): one for one in reversed(list(map(tidied, accepted)))}
    found = [text for like, text in reversed(texts.items()) if like]
    return (int(folds), *found) if found else ()


def faults_of(options: Sequence[str], key: Collection[Any]) -> list[Fault]:
    accepted = accepted_in(key)
    if not accepted:
        return [Fault("right", _("Hãy ghi ít nhất một câu trả lời được công nhận."))]
    if len(accepted) > MOST_ACCEPTED:
        said = _("Chỉ ghi nhiều nhất %(most)d câu trả lời được công nhận.")
        return [Fault("right", said % {"most": MOST_ACCEPTED})]
    long = next((one for one in accepted if len(one) > MOST_LETTERS), None)
    if long:
        said = _("Câu trả lời “%(start)s…” dài quá %(most)d ký tự.")
        return [Fault("right", said % {"start": long[:30], "most": MOST_LETTERS})]
    return []


def warnings_of(options: Sequence[str], key: Collection[Any]) -> list[str]:
    if any(len(one) > _LONG for one in accepted_in(key)):
        return [_("Có câu trả lời dài nên ít ai viết trùng. Nên hỏi để trả lời bằng vài chữ.")]
    return []


def freeze(options: Sequence[str], key: Collection[Any]) -> tuple[list[str], list[Any]]:
    return list(options), list(key)


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[Any, ...], list[Fault]]:
    said, faults = search_key(cells["A"]), []
    if said not in {"", search_key(str(FOLDS)), search_key(str(KEEPS))}:
        advice = _("Hãy ghi “%(folds)s” hoặc “%(keeps)s”.") % {"folds": FOLDS, "keeps": KEEPS}
        faults.append(Fault("A", advice))
    folds = said != search_key(str(KEEPS))
    lines = cells["right"].replace(_KEPT, _HELD).splitlines()
    accepted = [one.replace(_HELD, "|") for line in lines for one in line.split("|")]
    return [str(int(folds))], key_of(accepted, folds=folds), faults


def write_cells(options: Sequence[str], key: Collection[Any]) -> dict[str, str]:
    mode = FOLDS if options[0] == "1" else KEEPS
    accepted = [one.replace("|", _KEPT) for one in accepted_in(key)]
    return {"A": str(mode), "right": BETWEEN.join(accepted)}
