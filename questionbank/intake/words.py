"""Doubts and notes of an intake in words, each with what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank.importing.parsing.questions import Doubt

DOUBTS: Mapping[str, Promise] = {
    "key_conflict": _("Tệp chỉ hai đáp án khác nhau. Hãy chọn đáp án đúng."),
    "key_outside": _("Tệp ghi đáp án “%s” nhưng không có phương án đó."),
    "key_rare_mark": _("Đáp án đoán theo cách tô đậm hay đổi màu ở riêng câu này."),
    "key_by_capital": _("Đáp án đoán theo chữ cái viết hoa."),
    "key_by_order": _("Bảng đáp án có số câu khác với đề, nên đáp án lấy theo thứ tự."),
    "key_of_many": _("Nhiều phương án cùng được đánh dấu là đúng."),
    "key_label_twice": _(
        "Chữ cái phương án không liền nhau nên chữ của đáp án có thể chỉ câu khác."
    ),
    "key_text_unlike": _("Chữ cái và nội dung của đáp án không khớp nhau."),
    "few_options": _("Chưa thấy đủ hai phương án. Hãy thêm cho đủ."),
    "many_options": _("Có %s phương án, nhiều hơn 8; có thể hai câu dính nhau."),
    "no_stem": _("Không thấy nội dung câu hỏi."),
    "unlabelled_options": _("Phương án không có chữ cái; hãy xem đã tách đúng chưa."),
    "label_gap": _("Chữ cái phương án bị cách quãng: %s."),
    "label_twice": _("Có chữ cái phương án lặp lại: %s."),
    "option_joined": _("Có dòng được nối vào phương án phía trên."),
    "maybe_explanation": _("Dòng sau các phương án được coi là giải thích."),
    "same_options": _("Có hai phương án giống nhau."),
    "old_letters": _("Có chữ theo bảng mã cũ chưa đổi chắc chắn được."),
    "suspect_words": _("Có chữ nghi do quét nhầm: %s."),
    "struck": _("Có chữ bị gạch bỏ trong tệp. Hãy xóa nếu không dùng."),
    "raised": _("Có chỉ số trên hoặc dưới, nay thành chữ thường."),
    "twice_here": _("Giống câu thứ %s của tệp này."),
    "labels_stripped": _("Đã bỏ chữ cái “A.”, “B.” ở đầu các phương án."),
    "cut": _("Câu hỏi, phương án hoặc giải thích dài quá nên đã cắt bớt. Hãy đối chiếu tệp gốc."),
    "partial_weight": _("Tệp cho một phần điểm cho “%s”; ở đây chỉ nhận câu trả lời được đủ điểm."),
    "units_left_out": _("Tệp nhận cả đơn vị khác (%s); ở đây chỉ nhận đơn vị đã ghi."),
    "wildcard_left_out": _("Đã bỏ cách trả lời có dấu * thay cho chữ bất kỳ."),
    "case_not_judged": _("Tệp bắt phân biệt chữ hoa, chữ thường; ở đây không xét điều đó."),
    "order_unknown": _("Tệp không cho biết thứ tự đúng. Hãy xếp lại các mục rồi lưu."),
    "kind_unknown": _("Không rõ dạng câu “%s” trong tệp nên đọc như câu chọn phương án."),
    "grid_by_look": _("Ý đúng đoán theo cách tô đậm hay đổi màu."),
    "grid_gap": _("Tệp chưa cho biết ý này đúng hay sai: %s."),
    "number_two_ways": _("Số “%s” có thể đọc theo hai cách. Hãy xem dấu chấm, dấu phẩy."),
    "picture_further": _("Một chỗ chỉ có một hình; các hình sau của chỗ đó không lấy."),
    "picture_out_of_place": _("Có hình ở giải thích hoặc ở dòng không nhận hình nên không lấy."),
    "picture_too_many": _("Hình “%s” không lấy: mỗi tệp nhận tối đa 40 hình, cộng lại 12 MB."),
    "picture_missing": _("Tệp nhắc đến hình “%s” nhưng không kèm hình đó."),
    "picture_elsewhere": _("Hình nằm ở trang khác (%s) nên không lấy. Hãy tải hình lên ở câu."),
    "picture_drawn": _("“%s” là hình vẽ của Word nên không lấy. Hãy chụp lại rồi tải lên ở câu."),
    "picture_unread": _("Không nhận được một hình. %s"),
    "picture_needs_words": _("Hình chưa có lời tả. Hãy tả điều cần thấy để trả lời."),
}
KEY_DOUBTS = frozenset(
    {
        *("key_conflict", "key_outside", "key_rare_mark", "key_by_capital", "key_by_order"),
        *("key_of_many", "key_label_twice", "key_text_unlike", "label_gap", "label_twice"),
        *("order_unknown", "grid_by_look", "grid_gap", "number_two_ways", "partial_weight"),
    }
)
NOTES: Mapping[str, Promise] = {
    "mended_encoding": _("Chữ theo bảng mã %s đã đổi sang Unicode."),
    "mended_swaps": _("Đã sửa lỗi “ơng” thành “ông” ở %s chỗ."),
    "sheets_read": _("Đã đọc các trang tính: %s."),
    "sheets_hidden": _("Không đọc trang tính đang ẩn: %s. Nếu cần, hãy bỏ ẩn rồi tải lên lại."),
    "rows_hidden": _(
        "Không đọc dòng đang ẩn hoặc bị lọc (%s). Nếu cần, hãy bỏ ẩn rồi tải lên lại."
    ),
    "pictures": _("Có %s hình không thuộc câu nào (ví dụ biểu trưng ở đầu tệp) nên không lấy."),
    "pictures_in_sheets": _("Bảng tính có %s hình; hãy tải hình lên ở từng câu sau khi lưu."),
    "tracked_changes": _("Đã bỏ qua %s đoạn bị xóa trong chế độ theo dõi thay đổi."),
    "pages_without_text": _("Trang %s chỉ có ảnh, không đọc được chữ."),
    "page_edges": _("Đã bỏ đầu trang và chân trang: %s."),
    "format": _("Đọc theo định dạng %s."),
}
NOT_TAKEN = "not_taken_"
# Why a question of a file is no question here; each says what to do.
REASONS: Mapping[str, Promise] = {
    "essay": _("Câu tự luận, máy không chấm được."),
    "description": _("Đoạn chỉ để đọc, không hỏi gì."),
    "several_blanks": _("Một câu có nhiều chỗ trả lời. Hãy tách mỗi chỗ thành một câu."),
    "formula": _("Câu tính theo công thức với số thay đổi. Hãy soạn lại với số cụ thể."),
    "words_into_gaps": _("Câu chọn từ vào chỗ trống. Hãy soạn lại thành câu chọn phương án."),
    "on_picture": _("Câu trả lời trên hình. Hãy soạn lại thành câu chọn phương án."),
    "other_kind": _("Dạng “%s” không có trong ngân hàng."),
    "unclear": _("Phần trả lời viết không đúng quy cách của định dạng."),
    "several_numbers": _("Có nhiều số được điểm. Ở đây chỉ nhận một số và độ lệch."),
    "number_unread": _("Không đọc được số “%s”."),
    "number_too_fine": _("Số có hơn 6 chữ số thập phân."),
    "number_too_large": _("Số lớn quá mức ghi được."),
    "tolerance_unclear": _("Độ lệch cho phép tính theo cách khác (làm tròn, hai phía khác nhau)."),
    "wildcard": _("Mọi câu trả lời đều có dấu * thay cho chữ bất kỳ."),
    "no_full_answer": _("Không có câu trả lời nào được đủ điểm."),
    "too_many_accepted": _("Có %s cách trả lời, nhiều hơn 20."),
    "answer_too_long": _("Có câu trả lời dài hơn %s ký tự."),
    "too_many_rows": _("Có %s dòng, nhiều hơn 8."),
    "many_targets": _("Một vế ghép với nhiều vế."),
    "prompt_without_target": _("Có vế không ghép với vế nào."),
    "part_of_order": _("Chỉ xếp thứ tự một phần các mục."),
    "pairs_unclear": _("Chưa ghi các cặp dạng “vế trái => vế phải” ở các ô phương án."),
}
REASONS_SHOWN = 500


class NotTakenRow(NamedTuple):
    """A question of the file that was left out: where it stands, how it begins, and why."""

    place: str
    begins: str
    reason: str


def not_taken_rows(notes: Iterable[Mapping[str, str]]) -> list[NotTakenRow]:
    rows = []
    for note in notes:
        if not note["code"].startswith(NOT_TAKEN):
            continue
        place, begins, detail = (*note["detail"].split("\t"), "", "")[:3]
        reason = str(REASONS.get(note["code"].removeprefix(NOT_TAKEN), REASONS["unclear"]))
        rows.append(NotTakenRow(place, begins, reason % detail if "%s" in reason else reason))
    return rows


def nothing_taken(notes: Iterable[Doubt]) -> str:
    """Say why no question at all came out of a file that does hold some; "" if it holds none."""
    rows = not_taken_rows([asdict(note) for note in notes])
    if not rows:
        return ""
    said = gettext("Tệp có %(count)s câu nhưng không câu nào nhận được. %(place)s: %(reason)s")
    return said % {
        "count": len(rows),
        "place": rows[0].place.capitalize(),
        "reason": rows[0].reason,
    }


def doubts_in_words(doubts: Iterable[Mapping[str, str]]) -> list[str]:
    return [_said(DOUBTS, one) for one in doubts if one["code"] in DOUBTS]


def notes_in_words(notes: Iterable[Mapping[str, str]]) -> list[str]:
    return [_said(NOTES, one) for one in notes if one["code"] in NOTES]


def _said(words: Mapping[str, Promise], one: Mapping[str, str]) -> str:
    said = str(words[one["code"]])
    return said % one["detail"] if "%s" in said else said
