"""Measures of Decree 30/2020, annex I: millimetres on the page, points in letters.

Where the decree gives a range, one value of it stands here, for both writers."""

from __future__ import annotations

from quizsite.documents.structure import Style

PAGE_MM = (210.0, 297.0)
TOP_MM = BOTTOM_MM = 20.0
LEFT_MM, RIGHT_MM = 30.0, 15.0
HEADER_MM = 10.0  # from the edge to the page's number
HEADER_ABOVE_MM = 4.5  # from the number to the text, which comes to the same
TEXT_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
LEFT_HEAD_MM = 67.0  # the issuer's half of the head; the nation's name needs the rest
INDENT_MM = 12.7
GAP_PT = 6.0  # between paragraphs
LINE = 1.15  # of a line's own height
SIGNATURE_PT = 72.0  # room for a signature and a seal

NATION_PT = 13.0
MOTTO_PT = 14.0
ISSUER_PT = 13.0
NUMBER_PT = 13.0
PLACE_PT = 14.0
SUBJECT_PT = 14.0
LETTER_SUBJECT_PT = 12.0  # V/v …
LETTER_SUBJECT_GAP_PT = 6.0
BODY_PT = 14.0
TABLE_PT = 12.0
RECIPIENTS_PT = 12.0
RECIPIENT_PT = 11.0
PAGE_NUMBER_PT = 14.0
SOURCE_PT = 9.0
DRAFT_PT = 14.0
RULE_PT = 0.75
SHORT_RULE = 0.4  # of the line above it: between a third and a half

BOLD = frozenset({Style.SECTION, Style.CENTRED})
ITALIC = frozenset({Style.BASIS})
INDENTED = frozenset({Style.BASIS, Style.BODY, Style.ARTICLE, Style.CLAUSE})
