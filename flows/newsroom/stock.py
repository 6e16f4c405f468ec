"""The sentence stock of the generated articles: clauses that combine into millions of plain sentences."""

import random

SUBJECTS = (
    "Ban quản lý thủy nông", "Tổ khuyến nông", "Trạm y tế", "Trường tiểu học", "Đội thanh niên xung kích", "Thư viện",
    "Câu lạc bộ đan lát", "Tổ tự quản môi trường", "Xưởng mộc", "Nhóm hộ nuôi tôm", "Đội văn nghệ", "Trạm khí tượng",
    "Bưu cục", "Tổ xe ôm", "Hội làm vườn", "Ban chỉ huy phòng chống thiên tai", "Lớp học buổi tối", "Chợ đầu mối",
    "Nhà văn hóa", "Trại giống", "Tổ thu gom rác", "Đoàn thuyền câu", "Lò gạch", "Vườn ươm", "Bến phà",
)  # fmt: skip
PLACES = (
    "xã Tân Lộc Thượng", "thôn Đồng Mít", "phường Bến Dừa", "ấp Rạch Cỏ", "bản Nậm Hoa", "làng Vạn Chài", "xóm Cầu Tre",
    "khu phố Hàng Muối", "xã Phú Vang Hạ", "buôn Ea Mây", "thôn Gò Sậy", "cụm dân cư Bãi Trên", "phường Lò Vôi",
    "xã Kim Sa", "đảo Hòn Nghệ Con", "thôn Suối Bạc", "ấp Cây Quao", "bản Pá Lặc", "làng Đào Trung", "xã Thượng Nguyên",
)  # fmt: skip
VERBS = (
    "vừa hoàn thành", "bắt đầu", "đang rà soát", "xin ý kiến người dân về", "đưa vào sử dụng", "tạm dừng", "nhận bàn giao",
    "tổ chức lại", "công bố kết quả", "lập danh sách", "sửa chữa", "mở rộng", "đề nghị hỗ trợ", "khảo sát", "thử nghiệm",
)  # fmt: skip
OBJECTS = (
    "tuyến kênh nội đồng", "khu chợ tạm", "lớp dạy bơi", "hệ thống loa truyền thanh", "vườn rau sạch", "đường liên thôn",
    "bờ bao chống triều", "kho chứa lúa", "điểm đọc sách", "sân bóng chuyền", "giếng nước chung", "dàn đèn năng lượng mặt trời",
    "bãi tập kết rác", "cầu dân sinh", "trạm bơm dã chiến", "tổ ấp trứng", "luống hoa ven đường", "phòng khám lưu động",
    "lò sấy mực", "bến thuyền nhỏ", "dãy nhà kho", "vùng trồng sen", "đàn bò giống", "ao lắng nước thải", "bảng tin điện tử",
)  # fmt: skip
REASONS = (
    "sau gần {n} ngày thi công", "với khoảng {n} hộ tham gia", "nhờ nguồn đóng góp {n} triệu đồng", "trước mùa mưa {n} tuần",
    "trên diện tích {n} ha", "do mực nước xuống thấp hơn {n} cm", "theo nguyện vọng của {n} gia đình",
    "khi lượng khách tăng {n} phần trăm", "bằng vật liệu tận dụng từ {n} công trình cũ", "với sự giúp sức của {n} tình nguyện viên",
    "cho vụ thu hoạch thứ {n}", "để phục vụ {n} học sinh",
)  # fmt: skip
REMARKS = (
    "Người dân nói rằng việc này lẽ ra nên làm từ {n} năm trước.", "Chi phí được niêm yết công khai tại nhà văn hóa, tờ số {n}.",
    "Đợt tiếp theo dự kiến sau {n} ngày nếu thời tiết thuận lợi.", "Có {n} ý kiến đề nghị làm chậm lại để tính kỹ hơn.",
    "Số liệu cùng kỳ năm trước thấp hơn {n} phần trăm.", "Một số hộ ở cuối nguồn vẫn phải chờ thêm chừng {n} ngày.",
    "Nhóm thực hiện gồm {n} người, phần lớn đã nghỉ hưu.", "Tổng cộng {n} tấn vật liệu đã được chuyển tới nơi.",
    "Các gia đình góp {n} ngày công, thay phiên nhau theo tổ.", "Lịch chi tiết dán ở cổng chợ, gồm {n} mục.",
    "Hàng quán quanh đó bán thêm được {n} suất cơm mỗi trưa.", "Kết quả đo lần thứ {n} không khác mấy so với trước.",
)  # fmt: skip
SPEAKERS = ("Bà", "Ông", "Chị", "Anh")
NAMES = ("Tư Lành", "Năm Sen", "Út Thảo", "Ba Khía", "Hai Lộc", "Sáu Dừa", "Mười Thơ", "Bảy Núi", "Tám Ghe", "Chín Hò")
SAYINGS = (
    "ai cũng muốn làm sớm, nhưng làm cẩu thả thì {n} năm nữa lại phải đập đi", "cả xóm họp {n} buổi mới chốt xong phương án",
    "hồi trước đi mất {n} phút, giờ chỉ một loáng là tới", "giá lúc cao nhất là {n} nghìn đồng, nay thì khó nói",
    "nhà tôi góp {n} cây giống và một buổi công", "tụi nhỏ vui lắm, có bữa tới {n} đứa kéo ra xem",
    "cứ {n} ngày lại phải vét bùn một lần", "mưa thêm {n} trận nữa là đầy hồ",
)  # fmt: skip


def headline(draw: random.Random, number: int) -> str:
    """Writes a headline that ends in the bulletin's number, so that no two are alike."""
    return f"{draw.choice(OBJECTS).capitalize()} ở {draw.choice(PLACES)}: bản tin số {number}"


def lead(draw: random.Random) -> str:
    """Writes the opening paragraph: one sentence."""
    return _deed(draw)


def paragraph(draw: random.Random) -> str:
    """Writes a paragraph of three to five sentences."""
    kinds = (_deed, _remark, _quote)
    return " ".join([_deed(draw), *(draw.choice(kinds)(draw) for _ in range(draw.randint(2, 4)))])


def _deed(draw: random.Random) -> str:
    who, where, does = draw.choice(SUBJECTS), draw.choice(PLACES), draw.choice(VERBS)
    what, why = draw.choice(OBJECTS), draw.choice(REASONS).format(n=draw.randint(3, 98))
    return f"{who} {where} {does} {what} {why}."


def _remark(draw: random.Random) -> str:
    return draw.choice(REMARKS).format(n=draw.randint(3, 98))


def _quote(draw: random.Random) -> str:
    said = draw.choice(SAYINGS).format(n=draw.randint(3, 98))
    return f'{draw.choice(SPEAKERS)} {draw.choice(NAMES)} ở {draw.choice(PLACES)} nói: "{said.capitalize()}".'
