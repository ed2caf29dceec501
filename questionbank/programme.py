"""The six contents of the reform programme in Resolution 76/NQ-CP of 2021, section III."""

AXES: tuple[tuple[str, str], ...] = (
    ("1", "Cải cách thể chế"),
    ("2", "Cải cách thủ tục hành chính"),
    ("3", "Cải cách tổ chức bộ máy hành chính nhà nước"),
    ("4", "Cải cách chế độ công vụ"),
    ("5", "Cải cách tài chính công"),
    ("6", "Xây dựng và phát triển Chính phủ điện tử, Chính phủ số"),
)
