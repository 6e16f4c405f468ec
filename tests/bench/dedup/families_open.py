# ruff: noqa: E501  # stories are lines of a newspaper

"""Families of template stories to tune on: their mistakes may be read.

Each function makes one story of its family; any two stories of a family are different news in the same words.
"""

from random import Random

from story import PROVINCES, Family, Story, day, number, person, pick, some


def crop_prices(g: Random) -> Story:
    crop = pick(g, "cà phê|hồ tiêu|lúa|heo hơi|cao su|sầu riêng|tôm thẻ|cá tra")
    places = some(g, PROVINCES, 5)
    prices = "; ".join(
        f"{place} {number(g, 30, 190)}.{pick(g, '000|200|500|800')} đồng/kg" for place in places
    )
    move = pick(g, "tăng nhẹ|giảm sâu|đi ngang|quay đầu giảm|bật tăng")
    return Story(
        title=f"Giá {crop} ngày {day(g)} {move}",
        lead=f"Giá {crop} tại các địa phương trọng điểm sáng nay {move} so với phiên trước.",
        body=(
            f"Khảo sát tại các vùng nguyên liệu cho thấy giá thu mua như sau: {prices}. Mức chênh lệch giữa nơi cao nhất và nơi thấp nhất khoảng {number(g, 200, 9000)} đồng mỗi kilôgam.",
            f"Trên thị trường thế giới, hợp đồng kỳ hạn giao tháng {g.randint(1, 12)} giao dịch ở mức {number(g, 900, 6900)} USD mỗi tấn, {pick(g, 'tăng|giảm')} {g.randint(1, 140)} USD. Nguồn cung dồi dào trong khi nhu cầu của các nhà nhập khẩu lớn chưa phục hồi khiến giá khó có biến động mạnh trong ngắn hạn.",
            f"Theo số liệu hải quan, lượng xuất khẩu tháng qua đạt {number(g, 2000, 190000)} tấn, trị giá {g.randint(5, 700)} triệu USD. Thương lái khuyến cáo nông dân không nên bán tháo hoặc găm hàng, cần theo dõi sát thị trường, tuân thủ quy trình canh tác để nâng cao chất lượng nông sản.",
        ),
    )


def sea_weather(g: Random) -> Story:
    sea = pick(
        g,
        "vịnh Bắc Bộ|bắc Biển Đông|giữa Biển Đông|nam Biển Đông|vịnh Thái Lan|vùng biển Côn Đảo|vùng biển Lý Sơn",
    )
    return Story(
        title=f"Cảnh báo gió mạnh trên {sea}",
        lead=f"Trung tâm khí tượng phát bản tin cảnh báo gió mạnh, sóng lớn trên {sea} trong một hai ngày tới.",
        body=(
            f"Hiện nay, tại trạm {pick(g, 'Bạch Long Vĩ|Cồn Cỏ|Lý Sơn|Phú Quý|Huyền Trân|Trường Sa|Thổ Chu')} đã có gió {pick(g, 'đông bắc|tây nam|tây|đông')} cấp {g.randint(4, 8)}, giật cấp {g.randint(7, 11)}. Dự báo trong {pick(g, 'đêm nay|ngày mai|chiều tối nay|hai ngày tới')}, {sea} có gió cấp {g.randint(5, 8)}, biển động {pick(g, 'nhẹ|mạnh|dữ dội')}, sóng cao từ {g.randint(1, 3)} đến {g.randint(4, 8)} mét.",
            f"Nhiệt độ mặt nước {g.randint(19, 30)} độ, tầm nhìn xa {g.randint(2, 12)} km, lượng mưa phổ biến {g.randint(5, 220)} mm. Toàn bộ tàu thuyền hoạt động trong các khu vực trên đều có nguy cơ chịu tác động của lốc xoáy, gió mạnh và sóng lớn. Ngư dân cần giữ liên lạc thường xuyên với đài duyên hải, chủ động di chuyển vào nơi tránh trú an toàn và không ra khơi khi chưa có thông báo mới.",
            "Ủy ban nhân dân các tỉnh ven biển tổ chức kiểm đếm tàu thuyền, hướng dẫn neo đậu, sẵn sàng phương án cứu hộ, cứu nạn khi có yêu cầu. Bản tin tiếp theo được phát vào sáng mai, mời quý vị và các bạn đón theo dõi.",
        ),
    )


def jackpot(g: Random) -> Story:
    balls = " ".join(f"{ball:02d}" for ball in sorted(g.sample(range(1, 56), 6)))
    return Story(
        title=f"Kết quả quay số điện toán kỳ {number(g, 100, 1900)}",
        lead=f"Kỳ quay tối {day(g)} có giá trị giải lớn nhất ước tính {g.randint(12, 300)} tỷ đồng.",
        body=(
            f"Hội đồng giám sát đã xác định bộ số may mắn là {balls}. Kỳ này có {g.randint(0, 3)} vé trúng giải lớn nhất, {g.randint(3, 60)} vé trúng giải nhất, {number(g, 300, 3900)} vé trúng giải nhì và {number(g, 9000, 59000)} vé trúng giải ba.",
            "Người chơi kiểm tra kỹ vé trước khi rời điểm bán hàng, bảo quản vé khô ráo, không nhàu nát. Vé trúng thưởng được lĩnh trong vòng 60 ngày kể từ ngày xác định kết quả. Người trúng giải trên 10 triệu đồng phải nộp thuế thu nhập cá nhân theo quy định. Khi lĩnh thưởng, người trúng giải mang theo giấy tờ tùy thân còn hiệu lực.",
            f"Từ đầu năm tới nay, công ty đã trả thưởng {number(g, 100, 4900)} tỷ đồng cho khách hàng và nộp ngân sách {number(g, 100, 3900)} tỷ đồng. Các sản phẩm được phân phối tại hơn 60 tỉnh, thành phố với thời gian quay số cố định vào 18 giờ các ngày trong tuần.",
        ),
    )


def volleyball(g: Random) -> Story:
    home, away = some(
        g,
        "Hóa chất Đức Giang|Biên Phòng|Thể Công|Ninh Bình|Long An|Vĩnh Phúc|Thái Bình|Kinh Bắc|Sài Gòn|Quảng Nam",
        2,
    )
    sets = ", ".join(f"25-{g.randint(9, 23)}" for _ in range(4))
    return Story(
        title=f"{home} hạ {away} sau {pick(g, 'ba|bốn|năm')} ván đấu",
        lead=f"Trong khuôn khổ lượt {pick(g, 'đi|về')} giải bóng chuyền vô địch quốc gia, {home} vượt qua {away}.",
        body=(
            f"Ngay từ những pha bóng đầu tiên, {home} đã chơi áp đảo nhờ khả năng phát bóng uy lực của {person(g)}. Bên kia lưới, {away} trông chờ vào những cú đập chéo sân của {person(g)} nhưng hàng chắn đối phương bắt bài rất tốt.",
            f"Huấn luyện viên của {away} xin hội ý liên tục để thay đổi lối chơi song các học trò mắc nhiều lỗi tự đánh hỏng. Điểm số của các ván lần lượt là {sets}. {person(g)} ghi nhiều điểm nhất trận với {g.randint(12, 39)} điểm.",
            f"Với kết quả này, {home} có {g.randint(3, 27)} điểm, tạm xếp thứ {pick(g, 'nhất|nhì|ba|tư|năm|sáu')} trên bảng xếp hạng. Ở lượt đấu kế tiếp vào ngày {day(g)}, đội sẽ gặp {pick(g, 'Hà Nội|Đắk Lắk|Bến Tre|Trà Vinh|Hải Dương|Hà Nam')} trong khi {away} được nghỉ. Các trận đấu được truyền hình trực tiếp trên sóng truyền hình và các nền tảng số.",
        ),
    )


def house_fire(g: Random) -> Story:
    place = pick(g, PROVINCES)
    thing = pick(
        g, "xưởng gỗ|kho vải|nhà trọ|quán cà phê|chợ tạm|cửa hàng sơn|bãi phế liệu|xưởng nhựa|tiệm sửa xe"
    )
    return Story(
        title=f"Cháy {thing} ở {place}",
        lead=f"Đám cháy bùng phát dữ dội tại {thing} ở {place} khiến nhiều tài sản bị thiêu rụi.",
        body=(
            f"Vụ việc xảy ra vào khoảng {g.randint(0, 23)} giờ {g.randint(1, 59)} ngày {day(g)} tại {thing} rộng khoảng {number(g, 40, 4900)} mét vuông do ông {person(g)} làm chủ. Người dân phát hiện khói bốc lên từ phía sau nên hô hoán, dùng bình chữa cháy xách tay dập lửa nhưng bất thành.",
            f"Cảnh sát phòng cháy chữa cháy điều {g.randint(2, 14)} xe chuyên dụng cùng {g.randint(15, 120)} cán bộ, chiến sĩ đến hiện trường. Sau khoảng {pick(g, 'một giờ|hai giờ|ba giờ|nửa giờ|bốn giờ')}, đám cháy được khống chế. Thiệt hại ban đầu ước tính {pick(g, 'vài trăm triệu|một tỷ|hai tỷ|năm tỷ|chục tỷ')} đồng, {pick(g, 'không có thương vong|một người bị bỏng|hai người ngạt khói|ba người được cứu thoát')}.",
            "Cơ quan chức năng phong tỏa hiện trường để khám nghiệm, xác định nguyên nhân vụ cháy. Qua sự việc, lực lượng công an khuyến cáo các hộ gia đình, cơ sở sản xuất kinh doanh thường xuyên kiểm tra hệ thống điện, trang bị phương tiện chữa cháy tại chỗ và tuyệt đối không để vật dụng dễ cháy gần nguồn nhiệt.",
        ),
    )


def dream_meaning(g: Random) -> Story:
    seen = some(
        g,
        "con rắn nước|chiếc cầu gãy|mẹ già mất đã lâu|đàn cá vàng|ngọn núi lửa|đứa trẻ lạ|chiếc răng rụng|mưa đá|căn nhà cũ|con đò nhỏ|cây đa đầu làng|đôi giày rách|bầy ong|cánh diều|chum nước đầy",
        2,
    )
    mood = pick(g, "bình thản|hoảng sợ|vui vẻ|tiếc nuối|tò mò|xấu hổ|nhẹ nhõm|giận dữ")
    means = some(
        g,
        "bạn đang nhớ về điều chưa kịp nói|một cơ hội làm ăn sắp mở ra|cần cẩn trọng với lời hứa của người mới quen|có tin vui từ người ở xa|bạn nên nghỉ ngơi nhiều hơn|một mối quan hệ sắp thay đổi|bạn sợ mất đi chỗ dựa|công sức bấy lâu sẽ được đền đáp|nên làm hòa với người thân|tiền bạc ra vào thất thường|bạn khao khát được tự do|có người đang âm thầm giúp đỡ",
        5,
    )
    return Story(
        title=f"Nằm mơ thấy {seen[0]} là điềm gì?",
        lead=f"Nhiều người thức dậy trong tâm trạng {mood} sau khi mơ thấy {seen[0]} và muốn biết ý nghĩa của giấc mơ ấy.",
        body=(
            f"Theo quan niệm dân gian, giấc mơ là tấm gương phản chiếu những điều ta nghĩ ngợi ban ngày. Mơ thấy {seen[0]} thường cho biết {means[0]}. Nếu trong mơ bạn thấy mình {mood} thì {means[1]}.",
            f"Trường hợp mơ thấy {seen[0]} cùng với {seen[1]}, các cụ xưa cho rằng {means[2]}. Với người đang yêu, giấc mơ này nói rằng {means[3]}. Với người làm ăn buôn bán, {means[4]}.",
            "Dù vậy, các nhà tâm lý học cho rằng nội dung giấc mơ chịu ảnh hưởng bởi sức khỏe, môi trường ngủ và những việc vừa trải qua. Vì thế, bạn không nên quá lo lắng hay đặt hết niềm tin vào điềm báo, thay vào đó hãy giữ nếp sinh hoạt lành mạnh, ngủ đủ giấc và suy nghĩ tích cực. Nội dung bài viết chỉ mang tính giải trí.",
        ),
    )


def memorandum(g: Random) -> Story:
    one = pick(
        g,
        "Đại học Sông Lam|Đại học Núi Hồng|Học viện Biển Đông|Viện Nghiên cứu Lúa|Tập đoàn Ánh Dương|Ngân hàng Trường Lộc|Tổng cục Hậu cần|Hiệp hội Dệt may|Sở Du lịch|Liên hiệp Hợp tác xã",
    )
    two = pick(
        g,
        "tỉnh Jeollabuk (Hàn Quốc)|thành phố Kobe (Nhật Bản)|tỉnh Xiêng Khoảng (Lào)|bang Bayern (Đức)|Quỹ Dân số Liên Hợp Quốc|Đại học Chiang Mai (Thái Lan)|tỉnh Vân Nam (Trung Quốc)|vùng Occitanie (Pháp)|Tổ chức Plan|Ngân hàng Phát triển châu Á",
    )
    fields = some(
        g,
        "trao đổi sinh viên|xúc tiến đầu tư|bảo tồn di sản|nông nghiệp sạch|năng lượng tái tạo|đào tạo điều dưỡng|quản lý rừng|thu gom rác thải|vận tải biển|dạy tiếng|logistics|giảm nghèo",
        4,
    )
    return Story(
        title=f"{one} và {two} ký biên bản ghi nhớ",
        lead=f"Biên bản ghi nhớ giữa {one} và {two} mở ra cơ hội hợp tác về {fields[0]} và {fields[1]}.",
        body=(
            f"Lễ ký diễn ra ngày {day(g)} tại {pick(g, PROVINCES)} với sự chứng kiến của lãnh đạo hai bên. Ông {person(g)} thay mặt phía Việt Nam ký vào văn bản. Đây là kết quả của nhiều vòng trao đổi, khảo sát thực tế và làm việc giữa hai bên trong thời gian qua.",
            f"Theo biên bản ghi nhớ, hai bên sẽ phối hợp triển khai các hoạt động về {fields[0]}, {fields[1]}, {fields[2]} và {fields[3]}, trong đó ưu tiên những dự án có tính khả thi cao, phù hợp với thế mạnh và nhu cầu của mỗi bên. Kinh phí giai đoạn đầu khoảng {number(g, 40, 9900)} nghìn USD.",
            f"Phát biểu tại lễ ký, đại diện {two} đánh giá cao sự đón tiếp nồng hậu và mong muốn hai bên sớm thành lập tổ công tác chung để cụ thể hóa các nội dung đã thỏa thuận. Biên bản có hiệu lực trong {pick(g, 'hai|ba|bốn|năm|mười')} năm kể từ ngày ký và được tự động gia hạn nếu không bên nào có ý kiến khác bằng văn bản.",
        ),
    )


def tender_notice(g: Random) -> Story:
    buyer = f"Ban Quản lý dự án {pick(g, 'giao thông|thủy lợi|dân dụng|y tế|giáo dục|nông nghiệp')} tỉnh {pick(g, PROVINCES)}"
    work = pick(
        g,
        "xây kè chống sạt lở|làm đường liên xã|sửa trường tiểu học|xây trạm bơm|lắp đèn chiếu sáng|nạo vét kênh|xây cầu dân sinh|cải tạo bệnh viện|xây hồ chứa|làm nhà văn hóa",
    )
    return Story(
        title=f"{buyer} mời thầu gói {work}",
        lead=f"Gói thầu {work} có giá dự toán {number(g, 900, 390000)} triệu đồng, đóng thầu ngày {day(g)}.",
        body=(
            f"Theo thông báo mời thầu số {g.randint(1000, 9999)}/TB, {buyer} tổ chức lựa chọn nhà thầu qua mạng cho gói {work} tại huyện {pick(g, 'Kỳ Anh|Con Cuông|Lộc Bình|Đông Hải|Cư Jút|Sa Pa|Tân Kỳ|Vũng Liêm|Ba Tơ|Lạc Sơn')}. Thời gian thực hiện hợp đồng {g.randint(90, 900)} ngày, bảo đảm dự thầu {number(g, 20, 2900)} triệu đồng.",
            "Nhà thầu tham dự phải độc lập về pháp lý và tài chính, không đang trong thời gian bị cấm tham dự thầu, có báo cáo tài chính ba năm gần nhất đã được kiểm toán, có đủ nhân sự chủ chốt và thiết bị thi công theo yêu cầu của hồ sơ. Hồ sơ dự thầu nộp trên hệ thống mạng đấu thầu quốc gia trước thời điểm đóng thầu; bên mời thầu không chịu trách nhiệm nếu nhà thầu gặp sự cố đường truyền.",
            f"Trước đó, đơn vị này đã lựa chọn {pick(g, 'một|hai|ba|bốn|năm')} nhà thầu cho các gói thầu có quy mô tương tự với tỷ lệ tiết kiệm {g.randint(0, 9)},{g.randint(1, 99)} phần trăm. Nhà thầu trúng gói gần nhất là Công ty {pick(g, 'Trường Lộc|Thiên Phúc|Sao Mai|Hoàn Vũ|Nam Hải|Đại An|Phú Cường|Tân Tiến')}.",
        ),
    )


def folk_remedy(g: Random) -> Story:
    leaf = some(
        g,
        "lá ổi non|rau diếp cá|cỏ mần trầu|lá vối|hoa cúc dại|rễ tranh|hạt sen|vỏ quýt|ngải cứu|lá dâu|cây nhọ nồi|hoa hòe|kinh giới|mật ong rừng",
        3,
    )
    ill = pick(
        g,
        "ho khan|mất ngủ|đầy bụng|rụng tóc|nóng trong|đau lưng|viêm họng|mẩn ngứa|chân tay lạnh|say xe|hôi miệng",
    )
    how = some(
        g,
        "giã nát vắt lấy nước|phơi khô sao vàng|hãm như pha trà|nấu nước xông|hấp cách thủy|ngâm rượu một tuần|nấu cháo loãng|đắp trực tiếp|ngậm vài phút",
        2,
    )
    when = pick(g, "sau bữa tối|lúc bụng đói|trước khi ngủ|mỗi sáng sớm|khi vừa chớm bệnh|cách ngày một lần")
    who = pick(
        g,
        "phụ nữ có thai|trẻ nhỏ|người huyết áp thấp|người đau dạ dày|người hay dị ứng|người đang dùng thuốc",
    )
    return Story(
        title=f"Bài thuốc từ {leaf[0]} giúp giảm {ill}",
        lead=f"Từ lâu {leaf[0]} đã được dùng trong dân gian để làm dịu chứng {ill} mà không tốn kém.",
        body=(
            f"Theo đông y, {leaf[0]} có tính mát, vị hơi đắng, giúp thanh nhiệt và làm dịu cơ thể. Để giảm {ill}, người ta thường kết hợp với {leaf[1]} và {leaf[2]}, {how[0]} rồi dùng {when}. Kiên trì trong vài tuần sẽ thấy các triệu chứng thuyên giảm rõ rệt.",
            f"Một cách khác là lấy {leaf[1]} rửa sạch, để ráo nước, {how[1]}. Cách này đơn giản, dễ làm tại nhà, phù hợp với người bận rộn. Lưu ý chọn nguyên liệu tươi, không dập nát, không bị phun thuốc trừ sâu và rửa nhiều lần bằng nước sạch.",
            f"Tuy nhiên, {who} không nên tự ý sử dụng. Bài thuốc chỉ có tác dụng hỗ trợ, không thay thế thuốc chữa bệnh. Nếu tình trạng {ill} kéo dài, người bệnh cần đến cơ sở y tế để được bác sĩ thăm khám, tìm nguyên nhân và điều trị kịp thời, tránh để bệnh nặng thêm.",
        ),
    )


FAMILIES: dict[str, Family] = {
    "crop_prices": crop_prices, "sea_weather": sea_weather, "jackpot": jackpot, "volleyball": volleyball,
    "house_fire": house_fire, "dream_meaning": dream_meaning, "memorandum": memorandum,
    "tender_notice": tender_notice, "folk_remedy": folk_remedy,
}  # fmt: skip
