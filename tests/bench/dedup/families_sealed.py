# ruff: noqa: E501  # stories are lines of a newspaper

"""Families of template stories that stay sealed: scored at the end, their mistakes never read, nothing tuned to them."""

from random import Random

from story import PROVINCES, Family, Story, day, number, person, pick, some


def province_lottery(g: Random) -> Story:
    place = pick(g, PROVINCES)
    draw = lambda digits: "".join(g.choices("0123456789", k=digits))  # noqa: E731
    return Story(
        title=f"Xổ số {place} ngày {day(g)}",
        lead=f"Công ty xổ số kiến thiết {place} mở thưởng chiều nay dưới sự giám sát của hội đồng.",
        body=(
            f"Kết quả như sau: giải tám {draw(2)}; giải bảy {draw(3)}; giải sáu {draw(4)}, {draw(4)}, {draw(4)}; giải năm {draw(4)}; giải tư {draw(5)}, {draw(5)}, {draw(5)}, {draw(5)}; giải ba {draw(5)}, {draw(5)}; giải nhì {draw(5)}; giải nhất {draw(5)}; giải đặc biệt {draw(6)}.",
            "Vé trúng thưởng phải còn nguyên hình, nguyên khổ, không rách rời, không chắp vá, không tẩy xóa và được lĩnh trong thời hạn ba mươi ngày kể từ ngày mở thưởng. Quá thời hạn này, vé không còn giá trị. Người trúng thưởng mang vé và giấy tờ tùy thân đến trụ sở công ty hoặc đại lý được ủy quyền.",
            "Số tiền thu được từ hoạt động xổ số được dùng để xây dựng trường học, bệnh viện và các công trình phúc lợi. Công ty cảm ơn sự ủng hộ của quý khách và chúc quý khách nhiều may mắn trong kỳ mở thưởng sau.",
        ),
    )


def power_cut(g: Random) -> Story:
    town = pick(
        g,
        "Kỳ Anh|Hồng Lĩnh|Con Cuông|Thái Hòa|Cửa Lò|Bỉm Sơn|Nghi Sơn|Quảng Yên|Phổ Yên|Sông Công|Duyên Hải|Ngã Bảy",
    )
    areas = some(
        g,
        "khu chợ cũ|khối bốn|khối bảy|xóm đông|xóm ngoài|thôn trung tâm|khu tái định cư|đường ven sông|trạm bơm số hai|khu công nghiệp nhỏ|làng nghề|bến cá|trường nội trú|khu tập thể",
        4,
    )
    why = pick(
        g,
        "thay máy biến áp|chặt tỉa cây dọc tuyến|đấu nối đường dây mới|bảo dưỡng định kỳ|nâng tiết diện dây dẫn|di dời cột điện",
    )
    return Story(
        title=f"Lịch tạm ngừng cấp điện ở {town}",
        lead=f"Điện lực {town} thông báo tạm ngừng cung cấp điện tại một số khu vực để {why}.",
        body=(
            f"Thời gian ngừng cấp điện từ {g.randint(5, 9)} giờ đến {g.randint(11, 18)} giờ tại {areas[0]}, {areas[1]}; các khu vực {areas[2]} và {areas[3]} có thể bị gián đoạn từ mười đến ba mươi phút khi đóng cắt thiết bị.",
            f"Lý do ngừng cấp điện là {why}, bảo đảm vận hành lưới điện an toàn trong mùa cao điểm. Trong quá trình thực hiện, nếu thời tiết không thuận lợi, kế hoạch có thể được điều chỉnh và sẽ được thông báo lại qua tin nhắn chăm sóc khách hàng.",
            "Điện lực mong quý khách hàng thông cảm, chủ động bố trí sinh hoạt, sản xuất và tuyệt đối không tự ý sửa chữa, câu móc trên lưới điện vì điện có thể được cấp lại bất cứ lúc nào. Mọi thắc mắc xin liên hệ tổng đài chăm sóc khách hàng hoạt động cả ngày lẫn đêm để được giải đáp.",
        ),
    )


def lunar_day(g: Random) -> Story:
    can, chi = (
        pick(g, "giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý"),
        pick(g, "tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi"),
    )
    good = some(
        g,
        "khai trương|cưới hỏi|động thổ|xuất hành|nhập trạch|ký hợp đồng|cúng tế|cắt tóc|trồng cây|mua xe|sửa bếp|thăm bạn",
        3,
    )
    bad = some(
        g, "kiện tụng|an táng|đào giếng|đi thuyền|vay mượn|dỡ nhà|chặt cây lớn|mở kho|may áo|đổ mái", 2
    )
    way = pick(g, "đông nam|tây bắc|chính nam|chính bắc|đông bắc|tây nam")
    return Story(
        title=f"Xem ngày {can} {chi}: nên và không nên làm gì",
        lead=f"Lịch vạn niên cho biết những việc nên làm và cần tránh trong ngày {can} {chi}.",
        body=(
            f"Theo lịch vạn niên, ngày {can} {chi} thuận cho các việc {good[0]}, {good[1]} và {good[2]}. Gia chủ nên chuẩn bị lễ vật chu đáo, ăn mặc gọn gàng và giữ lòng thành kính để mọi sự được như ý.",
            f"Ngược lại, cần tránh {bad[0]} hoặc {bad[1]} để khỏi gặp điều không vui. Hướng xuất hành tốt trong ngày là hướng {way}, người đi theo hướng này dễ gặp quý nhân, cầu tài được tài, cầu lộc được lộc.",
            "Người xưa chọn ngày lành tháng tốt là để gửi gắm mong ước bình an cho gia đình. Tuy vậy, thành công phụ thuộc trước hết vào sự chuẩn bị và nỗ lực của mỗi người, không nên vì kiêng kỵ mà bỏ lỡ việc quan trọng. Nội dung trên được tổng hợp từ sách lịch cổ và chỉ nên coi là thông tin để tham khảo.",
        ),
    )


def gold_board(g: Random) -> Story:
    price = lambda: f"{g.randint(36, 120)},{g.randint(1, 99):02d} triệu đồng"  # noqa: E731
    return Story(
        title=f"Giá vàng {pick(g, 'sáng|trưa|chiều|tối')} {day(g)} {pick(g, 'lao dốc|đi lên|lặng sóng|hồi phục|rung lắc')}",
        lead="Giá vàng trong nước được các doanh nghiệp điều chỉnh theo diễn biến của thị trường thế giới.",
        body=(
            f"Vàng miếng niêm yết mua vào {price()} và bán ra {price()} mỗi lượng. Vàng nhẫn tròn trơn giao dịch quanh {price()} chiều mua, {price()} chiều bán. Chênh lệch mua bán {g.randint(200, 3000)} nghìn đồng.",
            f"Trên sàn giao dịch quốc tế, vàng giao ngay ở mức {number(g, 1100, 2900)},{g.randint(0, 9)} USD một ounce, {pick(g, 'tăng|giảm')} {g.randint(1, 60)},{g.randint(0, 9)} USD. Quy đổi theo tỷ giá ngân hàng, giá thế giới thấp hơn trong nước {g.randint(1, 19)},{g.randint(0, 9)} triệu đồng.",
            "Các nhà phân tích cho rằng giới đầu tư đang chờ thêm tín hiệu về lãi suất và sức khỏe của nền kinh tế lớn nhất thế giới. Về dài hạn, kim loại quý vẫn được xem là nơi trú ẩn an toàn. Người mua nên cân nhắc kỹ, tránh chạy theo tâm lý đám đông khi giá biến động mạnh.",
        ),
    )


def gifts_for_pupils(g: Random) -> Story:
    giver = pick(
        g,
        "Hội Khuyến học|Đoàn Thanh niên|Hội Chữ thập đỏ|Công đoàn ngành giáo dục|Đồn Biên phòng|Hội Cựu chiến binh|Câu lạc bộ thiện nguyện|Ban Phật giáo",
    )
    place = pick(g, PROVINCES)
    gift = some(g, "xe đạp|áo ấm|cặp sách|sổ tiết kiệm|máy tính|sách giáo khoa|đèn học|bảo hiểm y tế", 2)
    return Story(
        title=f"{giver} trao quà cho học sinh nghèo {place}",
        lead=f"{giver} tỉnh {place} tổ chức trao {gift[0]} và {gift[1]} cho học sinh có hoàn cảnh khó khăn.",
        body=(
            f"Buổi trao quà diễn ra ấm áp tại trường tiểu học vùng sâu của tỉnh {place}. Những phần quà gồm {gift[0]} và {gift[1]} được trao tận tay các em có thành tích học tập tốt dù hoàn cảnh gia đình còn nhiều thiếu thốn.",
            f"Đại diện {giver}, {pick(g, 'ông|bà')} {person(g)} động viên các em cố gắng vượt lên, chăm ngoan, học giỏi để không phụ lòng mong mỏi của cha mẹ, thầy cô. Tổng trị giá quà tặng khoảng {pick(g, 'hai mươi|ba mươi|năm mươi|bảy mươi|chín mươi|một trăm')} triệu đồng do các nhà hảo tâm đóng góp.",
            "Thay mặt nhà trường, cô hiệu trưởng cảm ơn tình cảm của các đơn vị và mong tiếp tục nhận được sự chung tay của cộng đồng. Đây là hoạt động thường niên nhằm tiếp sức cho học sinh nghèo đến trường, lan tỏa tinh thần tương thân tương ái trong xã hội.",
        ),
    )


FAMILIES: dict[str, Family] = {
    "province_lottery": province_lottery, "power_cut": power_cut, "lunar_day": lunar_day,
    "gold_board": gold_board, "gifts_for_pupils": gifts_for_pupils,
}  # fmt: skip
