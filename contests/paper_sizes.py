"""How many questions a paper has and what they are worth, by its blueprint. It reads nothing."""

from collections.abc import Iterable, Sequence

from contests.models import Section

# Hundredths of a question whose section names none.
ONE_POINT = 100


def fields_in(sections: Iterable[Section]) -> list[str]:
    """Name the fields of which an entrant chooses one, in the order of the alphabet."""
    return sorted({one.field for one in sections if one.field})


def count_of(sections: Iterable[Section], field: str) -> int:
    """Count the questions of one field's parts; "" for the common ones."""
    return sum(one.count for one in sections if one.field == field)


def paper_size(sections: Sequence[Section]) -> int:
    """Count the questions on one paper of a division: all common parts, and one field's."""
    of_fields = [count_of(sections, field) for field in fields_in(sections)]
    return count_of(sections, "") + max(of_fields, default=0)


def worth_of(section: Section) -> int:
    """Hundredths that each question of it brings where its round gives points."""
    return ONE_POINT if section.points is None else section.points


def worth_of_field(sections: Iterable[Section], field: str) -> int:
    """Hundredths of one field's parts together; "" for the common ones."""
    return sum(one.count * worth_of(one) for one in sections if one.field == field)


def paper_worth(sections: Sequence[Section]) -> int:
    """Hundredths that one paper of a division can earn."""
    of_fields = [worth_of_field(sections, field) for field in fields_in(sections)]
    return worth_of_field(sections, "") + max(of_fields, default=0)
