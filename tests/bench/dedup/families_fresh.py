# ruff: noqa: E501  # stories are lines of a newspaper

"""More families of template stories to tune on, written after ``families_open.py`` and without a look at its errors.

They lean to what is hardest to keep apart: few slots, plain words in them, long text in common.
"""

from random import Random

from story import PROVINCES, Family, Story, day, number, person, pick, some

SIGNS = "Bạch Dương|Kim Ngưu|Song Tử|Cự Giải|Sư Tử|Xử Nữ|Thiên Bình|Bọ Cạp|Nhân Mã|Ma Kết|Bảo Bình|Song Ngư"


def horoscope(g: Random) -> Story:
    sign = pick(g, SIGNS)
    work = pick(
        g,
        "gặp nhiều trở ngại|hanh thông|có người nâng đỡ|chậm lại đôi chút|bận rộn hơn thường lệ|đáng khích lệ",
    )
    love = pick(g, "ấm áp|có chút hiểu lầm|thăng hoa|nhạt dần|bước sang trang mới|cần thêm thời gian")
    money = pick(g, "khá dư dả|eo hẹp|ổn định|bất ngờ tăng|hao hụt vì chuyện nhà|vừa đủ chi tiêu")
    body = pick(g, "giấc ngủ|đường ruột|xương khớp|đôi mắt|cổ họng|cân nặng")
    friend = pick(
        g, "một người bạn cũ|cấp trên|người hàng xóm|anh chị em|một đối tác lâu năm|người lạ trên đường"
    )
    luck = pick(g, "xanh lá|tím nhạt|đỏ đô|trắng ngà|vàng chanh|nâu đất|hồng phấn")
    return Story(
        title=f"Tử vi cung {sign} hôm nay: {work}",
        lead=f"Cùng xem các vì sao nói gì về một ngày của {sign} để có sự chuẩn bị tốt nhất.",
        body=(
            f"Công việc của {sign} hôm nay {work}. Đây là lúc thích hợp để nhìn lại những gì đã làm, sắp xếp lại thứ tự ưu tiên và đừng ngại hỏi ý kiến người đi trước. Sự kiên nhẫn sẽ giúp bạn đi xa hơn là vội vàng chứng tỏ bản thân trước đám đông.",
            f"Chuyện tình cảm {love}. Người độc thân nên mở lòng hơn, người đã có đôi hãy dành thời gian lắng nghe nửa kia thay vì giữ mọi chuyện trong lòng. Một bữa cơm tối cùng gia đình sẽ khiến bạn thấy nhẹ nhõm. Điều bất ngờ có thể đến từ {friend}, màu may mắn là {luck}.",
            f"Tài chính {money}, bạn không nên cho vay hay đầu tư theo lời rủ rê. Về sức khỏe, hãy chú ý đến {body}, uống đủ nước và vận động nhẹ nhàng mỗi sáng. Thông tin chỉ mang tính chất tham khảo, giúp bạn có thêm niềm vui trong cuộc sống.",
        ),
    )


def exchange_rates(g: Random) -> Story:
    rate = lambda low, high: f"{number(g, low, high)}"  # noqa: E731
    return Story(
        title=f"Tỷ giá ngoại tệ ngày {day(g)}: USD {pick(g, 'tăng|giảm|đứng yên|biến động trái chiều')}",
        lead="Tỷ giá các đồng ngoại tệ chủ chốt tại ngân hàng thương mại được cập nhật vào đầu giờ sáng nay.",
        body=(
            f"Ngân hàng Nhà nước công bố tỷ giá trung tâm ở mức {rate(21000, 25900)} đồng mỗi đô la. Với biên độ quy định, tỷ giá trần là {rate(22000, 26900)} đồng và tỷ giá sàn là {rate(20000, 24900)} đồng.",
            f"Tại các ngân hàng thương mại, đô la được mua vào {rate(21000, 25900)} đồng và bán ra {rate(21000, 25900)} đồng; euro mua vào {rate(23000, 28900)} đồng, bán ra {rate(23000, 28900)} đồng; bảng Anh {rate(28000, 33900)} đồng; yên Nhật {g.randint(150, 230)} đồng; đô la Úc {rate(15000, 18900)} đồng.",
            "Trên thị trường tự do, giao dịch diễn ra trầm lắng do nhu cầu ngoại tệ của người dân không cao. Giới phân tích cho rằng cung cầu ngoại tệ tiếp tục được bảo đảm, thanh khoản thông suốt, các nhu cầu hợp pháp của tổ chức và cá nhân được đáp ứng đầy đủ, kịp thời. Bảng giá có thể thay đổi trong ngày mà không báo trước.",
        ),
    )


def exam_scores(g: Random) -> Story:
    school = f"Trường Đại học {pick(g, 'Sông Lam|Núi Hồng|Biển Đông|Thăng Long Mới|Cửu Long|Tây Bắc|Hải Vân|Bạch Đằng|Trường Sơn')}"
    majors = some(
        g,
        "Sư phạm toán|Luật kinh tế|Công nghệ thông tin|Kế toán|Điều dưỡng|Quản trị kinh doanh|Ngôn ngữ Anh|Kỹ thuật ô tô|Du lịch|Nông học|Xây dựng|Truyền thông",
        5,
    )
    scores = ", ".join(f"{major} {g.randint(14, 27)},{pick(g, '0|25|5|75')} điểm" for major in majors)
    return Story(
        title=f"{school} công bố điểm chuẩn",
        lead=f"Điểm trúng tuyển vào {school} năm nay dao động từ {g.randint(14, 17)} đến {g.randint(22, 28)} điểm.",
        body=(
            f"Hội đồng tuyển sinh {school} vừa công bố điểm trúng tuyển theo phương thức xét kết quả kỳ thi tốt nghiệp trung học phổ thông. Cụ thể: {scores}. Điểm trên đã bao gồm điểm ưu tiên khu vực và đối tượng.",
            f"Thí sinh trúng tuyển xác nhận nhập học trực tuyến trên hệ thống của Bộ Giáo dục và Đào tạo trước 17 giờ ngày {day(g)}. Hồ sơ gồm giấy chứng nhận kết quả thi, học bạ, giấy khai sinh, bằng tốt nghiệp hoặc giấy chứng nhận tốt nghiệp tạm thời. Thí sinh không xác nhận đúng hạn được coi là từ chối nhập học.",
            f"Năm nay trường tuyển {number(g, 900, 6900)} chỉ tiêu cho {g.randint(15, 60)} ngành. Học phí dự kiến {g.randint(8, 45)} triệu đồng một năm, lộ trình tăng mỗi năm không quá mười phần trăm. Tân sinh viên được bố trí ký túc xá, được xét học bổng khuyến khích học tập ngay từ học kỳ đầu.",
        ),
    )


def province_weather(g: Random) -> Story:
    place = pick(g, PROVINCES)
    sky = some(
        g,
        "nhiều mây, có mưa vài nơi|ít mây, trời nắng|có mưa rào rải rác|sương mù nhẹ lúc sáng sớm|nắng nóng gay gắt|trời rét, có nơi rét đậm|mưa vừa, mưa to",
        3,
    )
    return Story(
        title=f"Thời tiết {place} ngày {day(g)}",
        lead=f"Đài khí tượng thủy văn tỉnh {place} phát bản tin dự báo thời tiết trong 24 giờ tới.",
        body=(
            f"Vùng núi: {sky[0]}. Nhiệt độ thấp nhất {g.randint(8, 24)} độ, cao nhất {g.randint(20, 38)} độ, độ ẩm {g.randint(50, 98)} phần trăm. Gió nhẹ.",
            f"Vùng đồng bằng: {sky[1]}. Nhiệt độ thấp nhất {g.randint(10, 27)} độ, cao nhất {g.randint(21, 39)} độ. Vùng ven biển: {sky[2]}, gió cấp {g.randint(2, 6)}, sóng cao {g.randint(1, 3)} mét.",
            "Người dân cần chủ động theo dõi các bản tin tiếp theo để có kế hoạch sản xuất và đi lại phù hợp. Bà con nông dân che chắn chuồng trại, giữ ấm cho gia súc, khơi thông cống rãnh, thu hoạch sớm những diện tích lúa và hoa màu đã chín theo phương châm xanh nhà hơn già đồng.",
        ),
    )


CLUBS = "Sông Hàn|Đông Á|Hồng Lĩnh|Quân Khu|Than Vùng Mỏ|Bình Phước|Phù Đổng|Long An|Huế|Đồng Tháp|Phú Thọ|Tây Nguyên|Gia Định|Đất Cảng"


def football_table(g: Random) -> Story:
    teams = some(g, CLUBS, 6)
    rows = "; ".join(f"{team} {g.randint(3, 50)} điểm, hiệu số {g.randint(-20, 30)}" for team in teams)
    return Story(
        title=f"Bảng xếp hạng hạng nhất sau vòng {g.randint(3, 26)}: {teams[0]} dẫn đầu",
        lead=f"{teams[0]} tiếp tục giữ ngôi đầu bảng trong khi {teams[5]} gặp khó ở nhóm cuối.",
        body=(
            f"Sau loạt trận cuối tuần, thứ tự các đội như sau: {rows}. {teams[0]} có hàng công mạnh nhất với {g.randint(12, 60)} bàn thắng, {teams[1]} có hàng thủ chắc chắn nhất khi mới để lọt lưới {g.randint(3, 20)} bàn.",
            f"Danh sách ghi bàn do {person(g)} dẫn đầu với {g.randint(5, 20)} bàn, xếp sau là {person(g)} với {g.randint(3, 15)} bàn. Ở vòng đấu tới, {teams[2]} tiếp {teams[3]} trên sân nhà còn {teams[4]} làm khách trên sân {teams[5]}.",
            "Theo điều lệ, đội đứng đầu giành quyền thăng hạng trực tiếp, đội đứng nhì đá trận tranh vé vớt với đội áp chót ở giải cao nhất, đội cuối bảng phải xuống hạng. Nếu bằng điểm, thứ hạng được tính theo kết quả đối đầu, hiệu số bàn thắng bại, số bàn thắng và cuối cùng là bốc thăm.",
        ),
    )


def stew_recipe(g: Random) -> Story:
    meat = pick(g, "sườn non|bắp bò|cá thu|gà ta|vịt xiêm|đậu phụ|ba chỉ|tôm sú|mực tươi|chân giò")
    herb = some(g, "sả|gừng|riềng|nghệ|hành tím|tiêu xanh|nấm hương|cà rốt|củ cải|dứa|măng chua|ngũ vị", 3)
    time = pick(g, "mười lăm|hai mươi|ba mươi|bốn mươi|sáu mươi")
    rest = pick(g, "cơm nóng|bún tươi|bánh mì|xôi trắng|cháo hoa")
    return Story(
        title=f"Cách kho {meat} với {herb[0]} đậm đà đưa cơm",
        lead=f"Món {meat} kho {herb[0]} dễ làm, thơm ngon, rất hợp với bữa cơm gia đình.",
        body=(
            f"Nguyên liệu gồm {meat}, {herb[0]}, {herb[1]}, {herb[2]} và gia vị có sẵn trong bếp. Rửa {meat} với nước muối loãng cho sạch rồi để ráo, cắt thành miếng vừa ăn. Các nguyên liệu còn lại sơ chế sạch, thái nhỏ.",
            f"Ướp {meat} với nước mắm, đường, hạt nêm và {herb[1]} trong {time} phút cho ngấm. Đun nóng dầu, phi thơm {herb[2]}, cho nguyên liệu đã ướp vào đảo săn ở lửa lớn, thêm nước xâm xấp mặt rồi hạ nhỏ lửa, kho liu riu đến khi nước cạn sánh lại. Nếm lại cho vừa miệng rồi tắt bếp.",
            f"Món ăn có màu cánh gián đẹp mắt, dậy mùi thơm, miếng nào miếng nấy thấm vị. Bày ra đĩa, rắc thêm chút tiêu và dùng kèm {rest}. Lưu ý không mở vung nhiều lần khi kho để giữ được hương vị, phần còn thừa cất tủ lạnh và hâm lại trước khi ăn. Chúc các bạn thành công.",
        ),
    )


def appointment(g: Random) -> Story:
    place, chief, other = pick(g, PROVINCES), person(g), person(g)
    seat = pick(
        g,
        "Giám đốc Sở Y tế|Giám đốc Sở Tài chính|Chánh Văn phòng Tỉnh ủy|Bí thư Huyện ủy|Chủ tịch Ủy ban nhân dân huyện|Giám đốc Sở Nội vụ|Trưởng Ban Tổ chức Tỉnh ủy",
    )
    return Story(
        title=f"{place}: Trao quyết định bổ nhiệm {seat}",
        lead=f"Sáng {day(g)}, tỉnh {place} tổ chức hội nghị công bố quyết định về công tác cán bộ.",
        body=(
            f"Tại hội nghị, lãnh đạo Ban Tổ chức công bố quyết định điều động, bổ nhiệm ông {chief}, sinh năm {g.randint(1965, 1985)}, giữ chức vụ {seat} với thời hạn năm năm kể từ ngày ký.",
            f"Phát biểu giao nhiệm vụ, ông {other} chúc mừng tân {seat}, tin tưởng với kinh nghiệm và năng lực của mình, ông {chief} sẽ cùng tập thể lãnh đạo đơn vị đoàn kết, thống nhất, hoàn thành xuất sắc nhiệm vụ được giao, đáp ứng yêu cầu trong tình hình mới.",
            "Nhận nhiệm vụ, tân lãnh đạo bày tỏ lòng biết ơn sự quan tâm, tín nhiệm của cấp trên và hứa sẽ không ngừng học tập, rèn luyện, phát huy truyền thống của đơn vị, giữ gìn đoàn kết nội bộ, đề cao trách nhiệm nêu gương và mong tiếp tục nhận được sự chỉ đạo, giúp đỡ của các cấp, các ngành.",
        ),
    )


def obituary(g: Random) -> Story:
    who, age = person(g), g.randint(58, 99)
    role = pick(g, "nhà giáo|nhạc sĩ|nhà thơ|họa sĩ|nghệ sĩ cải lương|bác sĩ|nhà nghiên cứu văn hóa|đạo diễn")
    return Story(
        title=f"Vĩnh biệt {role} {who}",
        lead=f"Gia đình cho biết {role} {who} đã qua đời ở tuổi {age} sau thời gian lâm bệnh.",
        body=(
            f"{role.capitalize()} {who} trút hơi thở cuối cùng lúc {g.randint(0, 23)} giờ ngày {day(g)} tại nhà riêng, trong vòng tay của người thân. Ông sinh năm {g.randint(1925, 1965)} ở {pick(g, PROVINCES)}, là con thứ {pick(g, 'hai|ba|tư|năm|sáu')} trong một gia đình đông anh em.",
            f"Hơn {g.randint(20, 60)} năm gắn bó với nghề, ông để lại nhiều tác phẩm, công trình được đồng nghiệp và công chúng yêu mến, được Nhà nước trao tặng nhiều phần thưởng cao quý. Ông {person(g)}, một đồng nghiệp lâu năm, nghẹn ngào nói rằng sự ra đi của ông là mất mát không gì bù đắp được.",
            f"Lễ viếng bắt đầu từ {g.randint(6, 10)} giờ tại nhà tang lễ thành phố, lễ truy điệu và đưa tang tổ chức vào sáng hôm sau, an táng tại nghĩa trang quê nhà. Gia đình xin miễn phúng điếu, mong bà con, bạn bè xa gần thắp cho ông một nén hương thay lời tiễn biệt.",
        ),
    )


def ministry_signs(g: Random) -> Story:
    ministry = pick(
        g,
        "Bộ Công Thương|Bộ Y tế|Bộ Nội vụ|Bộ Tư pháp|Bộ Xây dựng|Bộ Khoa học và Công nghệ|Bộ Nông nghiệp|Ngân hàng Nhà nước|Đài Tiếng nói|Thông tấn xã",
    )
    place = pick(g, PROVINCES)
    fields = some(
        g,
        "cải cách hành chính|phòng cháy rừng|an toàn thực phẩm|phổ biến pháp luật|dạy nghề|xúc tiến thương mại|nước sạch|chợ biên giới|số hóa hồ sơ|nhà ở công nhân|khuyến nông|bảo hiểm",
        3,
    )
    return Story(
        title=f"{ministry} và tỉnh {place} ký kết chương trình phối hợp công tác",
        lead=f"Chiều {g.randint(1, 28)}/{g.randint(1, 12)}, {ministry} và Ủy ban nhân dân tỉnh {place} ký kết chương trình phối hợp công tác.",
        body=(
            f"Theo chương trình, {ministry} hỗ trợ tỉnh {place} xây dựng cơ chế, chính sách, đào tạo cán bộ và kết nối các nguồn lực về {fields[0]}, {fields[1]} và {fields[2]}; tỉnh {place} tạo điều kiện về mặt bằng, thủ tục hành chính và bố trí vốn đối ứng. Hai bên phân công đầu mối theo dõi, đôn đốc việc thực hiện.",
            "Phát biểu tại buổi lễ, lãnh đạo hai bên khẳng định chương trình phối hợp là bước cụ thể hóa chủ trương của cấp trên, nhằm phát huy thế mạnh của mỗi bên, góp phần hoàn thành các mục tiêu phát triển kinh tế xã hội, nâng cao đời sống nhân dân. Trên cơ sở nội dung đã ký, các đơn vị trực thuộc khẩn trương xây dựng kế hoạch chi tiết, xác định rõ lộ trình, sản phẩm và trách nhiệm của từng người.",
            "Hằng năm, hai bên luân phiên tổ chức họp đánh giá kết quả, kịp thời tháo gỡ khó khăn, vướng mắc và điều chỉnh, bổ sung nội dung cho phù hợp với tình hình thực tế. Kinh phí thực hiện được bố trí trong dự toán hằng năm của mỗi bên và các nguồn huy động hợp pháp khác.",
        ),
    )


FAMILIES: dict[str, Family] = {
    "horoscope": horoscope, "exchange_rates": exchange_rates, "exam_scores": exam_scores,
    "province_weather": province_weather, "football_table": football_table, "stew_recipe": stew_recipe,
    "appointment": appointment, "obituary": obituary, "ministry_signs": ministry_signs,
}  # fmt: skip
