"""Columns as a spreadsheet names them."""

from functools import cache


@cache
def column_letters(position: int) -> str:
    """0 → "A", 26 → "AA", as the spreadsheet shows it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
