"""Lists of choices that grow without a migration.

A field that is given a list writes it into its migrations, and each new member wants another one,
although no database knows of it. A field that is given a method names the method alone."""

from typing import Any


class Listed:
    """Beside `TextChoices`; the field says `choices=Members.listed`."""

    @classmethod
    def listed(cls) -> list[tuple[str, Any]]:
        return list(cls.choices)  # type: ignore[attr-defined]  # of the enumeration beside it
