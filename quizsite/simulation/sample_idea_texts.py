"""Works of the sample contest of ideas: made up, of our own wording, of no office."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A title, and what stands under the three headings."""

    title: str
    parts: tuple[str, str, str]
    is_named: bool


PEOPLE = (
    ("y-tuong-1@example.vn", "Lương Thị Hạnh"),
    ("y-tuong-2@example.vn", "Chu Văn Đạt"),
    ("y-tuong-3@example.vn", "Thái Ngọc Diệp"),
    ("y-tuong-4@example.vn", "Quách Tuấn Anh"),
)
OVER = (
    Text(
        "Bảng “hôm nay làm gì” ở cửa phòng tiếp dân",
        (
            (
                "Người đến phường buổi chiều mới biết cán bộ phụ trách việc của mình đi họp cả "
                "ngày.\n\n"
                "Có người nghỉ một buổi làm, đi mười cây số, rồi về tay không. Bảo vệ cũng "
                "không biết phải trả lời thế nào, vì lịch họp chỉ có trong máy của từng phòng."
            ),
            (
                "Mỗi sáng trước bảy giờ rưỡi, văn phòng ghi lên một bảng: quầy nào có người, từ "
                "mấy giờ đến mấy giờ, ai làm thay khi vắng.\n\n"
                "Bảng đặt ở cửa, và một ảnh chụp của bảng được đăng ở trang của phường. Không "
                "cần phần mềm mới: một bảng trắng, một cây bút, một điện thoại. Người trực ký "
                "tên ở góc bảng."
            ),
            (
                "Đếm số lượt phải về không trong một tháng trước và một tháng sau. Mục tiêu: "
                "bớt một nửa. Chi phí: một tấm bảng."
            ),
        ),
        is_named=True,
    ),
    Text(
        "Giờ hẹn riêng cho người có con nhỏ",
        (
            (
                "Phụ huynh làm giấy khai sinh, nhập học thường phải bế con chờ cùng mọi người, "
                "trẻ quấy, mẹ vội nên khai nhầm."
            ),
            (
                "Dành nửa giờ đầu buổi sáng thứ Ba và thứ Năm cho người đi cùng trẻ dưới ba "
                "tuổi, hẹn trước qua điện thoại.\n\n"
                "Trong phòng có một góc ghế thấp và nước uống. Tờ khai được đọc lại thành tiếng "
                "trước khi ký."
            ),
            (
                "Số tờ khai phải sửa của nhóm này giảm; người khác không phải chờ lâu hơn vì "
                "nửa giờ đó vốn vắng."
            ),
        ),
        is_named=False,
    ),
    Text(
        "Sổ tay một trang khi chuyển chỗ ở",
        (
            (
                "Người mới chuyển đến không biết phải làm những việc gì, theo thứ tự nào: cư "
                "trú, trường học, bảo hiểm, điện nước."
            ),
            (
                "Một trang giấy gấp ba: việc nào trước, ở đâu, mang gì, mất bao lâu, số điện "
                "thoại của tổ dân phố. Tổ trưởng đưa tận tay khi người mới đến khai báo."
            ),
            (
                "Hỏi lại sau một tháng: còn việc nào chưa xong, vì sao. Sửa trang giấy theo câu "
                "trả lời."
            ),
        ),
        is_named=True,
    ),
)
VOTED_ON = (
    Text(
        "Chuông báo lượt rung trong tay",
        (
            (
                "Người khiếm thính và người lớn tuổi không nghe loa gọi số, cứ phải nhìn bảng "
                "suốt buổi."
            ),
            (
                "Mượn ở quầy một thẻ rung như ở quán ăn; đến lượt thì thẻ rung và sáng đèn. Trả "
                "thẻ khi vào quầy. Mười thẻ là đủ cho một bộ phận một cửa."
            ),
            "Đếm số lượt lỡ của người mượn thẻ, so với tuần trước khi có thẻ.",
        ),
        is_named=True,
    ),
    Text(
        "Đọc thử tờ khai cùng một người lạ",
        (
            (
                "Tờ khai do người trong ngành viết, nên có chữ mà người ngoài không hiểu và "
                "điền sai."
            ),
            (
                "Trước khi dùng một mẫu mới, mời ba người dân bất kỳ điền thử. Chỗ nào từ hai "
                "người dừng lại hỏi thì viết lại câu đó, hoặc thêm một ví dụ ngay bên cạnh."
            ),
            "Tỷ lệ tờ khai điền đúng ngay lần đầu, đếm trên một trăm tờ liền nhau.",
        ),
        is_named=False,
    ),
    Text(
        "Một số điện thoại, người nghe là người làm",
        (
            ("Gọi đến phường thường gặp người nghe máy không nắm việc, phải gọi lại ba bốn lần."),
            (
                "Mỗi ngày một cán bộ của bộ phận một cửa trực máy hai giờ, theo lịch treo công "
                "khai, và ghi câu hỏi vào một sổ chung. Câu hỏi lặp lại năm lần thì thành một "
                "mục hướng dẫn."
            ),
            "Số cuộc gọi được trả lời xong ngay; số mục hướng dẫn viết thêm mỗi tháng.",
        ),
        is_named=True,
    ),
    Text(
        "Tủ trả kết quả ngoài giờ",
        (
            ("Người làm ca không đến được trong giờ hành chính, kết quả nằm ở quầy hàng tuần."),
            (
                "Tủ có ngăn khóa đặt ở sảnh trực công an phường. Người dân nhận mã mở ngăn qua "
                "tin nhắn, lấy trong ba ngày. Giấy tờ gốc quan trọng vẫn trả tại quầy."
            ),
            "Số ngày trung bình từ lúc xong đến lúc nhận, trước và sau khi có tủ.",
        ),
        is_named=False,
    ),
)
