"""Writes official documents as PDF with typst; its template gets texts as JSON, not as markup."""

from __future__ import annotations

from typing import Any

from quizsite.documents import measures
from quizsite.documents.letters import breakable, plain, short_rule, width_pt
from quizsite.documents.structure import (
    ADDRESSED_TO,
    DRAFT,
    MOTTO,
    NATION,
    RECIPIENTS,
    Annex,
    Block,
    OfficialDocument,
    Signature,
    Style,
    Table,
)
from quizsite.documents.typesetting import set_type

# Of Times New Roman, in parts of the letter's size: a line in Word, and its letters alone.
_OWN_LINE, _LETTERS = 1.149, 1.107


def official_pdf(document: OfficialDocument) -> bytes:
    return set_type("official.typ", {"document": _told(document)})


def _shown(text: str) -> str:
    return breakable(plain(text))


def _told(document: OfficialDocument) -> dict[str, Any]:
    head = document.letterhead
    agency = _shown(head.agency).upper()
    return {
        "measures": _measures(),
        "draft": DRAFT if document.is_draft else "",
        "source": _shown(document.source),
        "superior": _shown(head.superior).upper(),
        "agency": agency,
        "agency_rule": short_rule(agency, size=measures.ISSUER_PT),
        "nation": NATION,
        "motto": MOTTO,
        "motto_rule": width_pt(MOTTO, size=measures.MOTTO_PT, is_bold=True),
        "number": _shown(document.number_line) if document.symbol else "",
        "place": _shown(document.place_line) if document.has_place else "",
        "letter_subject": _shown(f"V/v {document.subject}") if document.is_letter else "",
        "kind": _shown(document.kind).upper(),
        "subject": _shown(document.subject),
        "subject_rule": short_rule(plain(document.subject), size=measures.SUBJECT_PT),
        "authority": _shown(document.authority).upper(),
        "addressed_to": ADDRESSED_TO,
        "addressees": [_shown(one) for one in document.addressees],
        "blocks": [_block(one) for one in document.blocks],
        "signatures": [_signature(one) for one in document.signatures],
        "recipients_head": RECIPIENTS,
        "recipients": [f"- {_shown(one)}" for one in document.recipients],
        "annexes": [_annex(document, one, n) for n, one in enumerate(document.annexes, start=1)],
    }


def _measures() -> dict[str, Any]:
    return {
        "page": measures.PAGE_MM,
        "top": measures.TOP_MM,
        "bottom": measures.BOTTOM_MM,
        "left": measures.LEFT_MM,
        "right": measures.RIGHT_MM,
        "header_above": measures.HEADER_ABOVE_MM,
        "left_head": measures.LEFT_HEAD_MM,
        "indent": measures.INDENT_MM,
        "gap": measures.GAP_PT,
        "leading": measures.BODY_PT * (_OWN_LINE * measures.LINE - _LETTERS),
        "signature": measures.SIGNATURE_PT,
        "nation": measures.NATION_PT,
        "motto": measures.MOTTO_PT,
        "issuer": measures.ISSUER_PT,
        "number": measures.NUMBER_PT,
        "place": measures.PLACE_PT,
        "subject": measures.SUBJECT_PT,
        "letter_subject": measures.LETTER_SUBJECT_PT,
        "letter_gap": measures.LETTER_SUBJECT_GAP_PT,
        "body": measures.BODY_PT,
        "table": measures.TABLE_PT,
        "recipients": measures.RECIPIENTS_PT,
        "recipient": measures.RECIPIENT_PT,
        "page_number": measures.PAGE_NUMBER_PT,
        "source": measures.SOURCE_PT,
        "draft": measures.DRAFT_PT,
        "rule": measures.RULE_PT,
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "table": True,
            "columns": [
                {"title": _shown(one.title), "share": one.share, "align": one.align}
                for one in block.columns
            ],
            "rows": [[_shown(cell) for cell in row] for row in block.rows],
        }
    return {
        "table": False,
        "lead": _shown(block.lead),
        "text": _shown(block.text),
        "bold": block.style in measures.BOLD,
        "italic": block.style in measures.ITALIC,
        "indent": block.style in measures.INDENTED,
        "center": block.style is Style.CENTRED,
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "authority": [_shown(said).upper() for said in signature.authority],
        "name": _shown(signature.name),
    }


def _annex(document: OfficialDocument, annex: Annex, position: int) -> dict[str, Any]:
    return {
        "head": document.annex_head(position),
        "title": _shown(annex.title).upper(),
        "note": _shown(annex.note),
        "wide": annex.is_wide,
        "blocks": [_block(one) for one in annex.blocks],
    }
