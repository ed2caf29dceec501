"""What an author may write in a question with true and false statements, and its row of a file."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from questionbank.authoring.choice import read_letters
from questionbank.authoring.faults import Fault
from questionbank.authoring.rows import cells_in, faults_of_rows
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.grid import FALSE, TRUE
from quizsite.language import vietnamese

LEAST = 2
NONE_TRUE = "Không ý nào"
_NONE = {"khong y nao", "khong", "khong co", "sai het"}


def faults_of(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    faults = faults_of_rows(options, least=LEAST)
    if len(key) != len(options) or not set(key) <= {TRUE, FALSE}:
        faults.append(Fault("right", _("Hãy cho biết mỗi ý đúng hay sai.")))
    return faults


def warnings_of(options: Sequence[str], key: Collection[int]) -> list[str]:
    if options and len(set(key)) == 1:
        return [_("Mọi ý đều đúng hoặc đều sai. Nên có cả ý đúng và ý sai.")]
    return []


def freeze(options: Sequence[str], key: Collection[int]) -> tuple[list[str], list[int]]:
    return list(options), list(key)


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[int, ...], list[Fault]]:
    options, said = cells_in(cells), cells["right"]
    true = set() if vietnamese.search_key(said) in _NONE else set(read_letters(said))
    beyond = [LETTERS[n] for n in true if n >= len(options)]
    if beyond:
        advice = _("Đáp án %(letters)s không có ý tương ứng.")
        return options, (), [Fault("right", advice % {"letters": ", ".join(sorted(beyond))})]
    if said and not true and vietnamese.search_key(said) not in _NONE:
        advice = _("Không hiểu “%(said)s”. Hãy ghi chữ cái các ý đúng, hoặc “%(none)s”.")
        return options, (), [Fault("right", advice % {"said": said, "none": NONE_TRUE})]
    if not said:
        advice = _("Hãy ghi chữ cái các ý đúng, ví dụ “A, C”, hoặc “%(none)s”.")
        return options, (), [Fault("right", advice % {"none": NONE_TRUE})]
    return options, tuple(TRUE if n in true else FALSE for n in range(len(options))), []


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    true = ", ".join(
        letter for letter, verdict in zip(LETTERS, key, strict=False) if verdict == TRUE
    )
    return dict(zip(LETTERS, options, strict=False)) | {"right": true or NONE_TRUE}
