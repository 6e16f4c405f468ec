# ruff: noqa: E501  # stories are lines of a newspaper

"""Families of template stories that are kept closed: scored, their mistakes never read, nothing tuned on them.

Written before the code that decides was looked at. Each function makes one story of its family; any two stories of
a family are different news in the same words.
"""

from random import Random

from story import PROVINCES, Family, Story, day, number, person, pick, some


def recipe(g: Random) -> Story:
    main = pick(
        g,
        "thịt gà|thịt vịt|cá lóc|cá diêu hồng|sườn non|bắp bò|tôm sú|mực ống|đậu phụ|nấm rơm|lươn đồng|ếch đồng",
    )
    way = pick(
        g,
        "kho gừng|om sấu|nấu chuối xanh|sốt cà chua|xào sả ớt|hấp bia|rim mặn ngọt|chiên nước mắm|nấu lá giang|hầm hạt sen",
    )
    herb = some(
        g,
        "hành tím|tỏi khô|gừng tươi|sả cây|riềng già|nghệ tươi|ớt sừng|lá chanh|thì là|rau răm|mùi tàu|tía tô|lá lốt|hành lá",
        4,
    )
    sauce = some(
        g,
        "nước mắm ngon|nước tương|dầu hào|mẻ chua|mắm tôm|giấm gạo|nước cốt dừa|mật ong|đường thốt nốt|nước màu",
        3,
    )
    minutes = some(g, "mười lăm|hai mươi|hai lăm|ba mươi|bốn mươi|bốn lăm|năm mươi|sáu mươi", 3)
    heat = pick(g, "lửa nhỏ|lửa vừa|lửa lớn rồi hạ dần|lửa liu riu")
    side = pick(g, "cơm trắng|bún tươi|bánh mì|xôi trắng|bánh tráng|rau sống|dưa cải muối|cà pháo")
    feel = pick(g, "đậm đà|chua dịu|cay ấm|ngọt thanh|béo ngậy|thơm lừng|bùi bùi")
    return Story(
        title=f"Cách làm {main} {way} {feel} cho bữa cơm gia đình",
        lead=f"Món {main} {way} không khó nấu, chỉ cần chọn nguyên liệu tươi và nêm nếm vừa miệng là cả nhà sẽ ăn hết cơm.",
        body=(
            f"Nguyên liệu cần chuẩn bị gồm {main}, {herb[0]}, {herb[1]}, {herb[2]}, {sauce[0]}, {sauce[1]} cùng các loại gia vị có sẵn trong bếp như muối, hạt tiêu, bột ngọt và dầu ăn.",
            f"Bước đầu tiên là sơ chế. Rửa sạch {main} với nước muối loãng cho hết mùi tanh, để ráo rồi thái miếng vừa ăn. {herb[0].capitalize()} và {herb[1]} bóc vỏ, đập dập rồi băm nhỏ, {herb[2]} rửa sạch để riêng.",
            f"Tiếp theo, ướp {main} với {sauce[0]}, {sauce[1]} và một nửa phần {herb[0]} trong khoảng {minutes[0]} phút cho ngấm đều gia vị. Trong lúc chờ đợi, bạn pha {sauce[2]} với một bát nước lọc, khuấy cho tan.",
            f"Bắc chảo lên bếp, cho dầu ăn vào đun nóng rồi phi thơm {herb[1]}. Khi dậy mùi thì cho nguyên liệu đã ướp vào đảo đều tay khoảng {minutes[1]} phút, sau đó đổ phần nước đã pha vào, đun {heat} thêm {minutes[2]} phút nữa thì tắt bếp.",
            f"Cuối cùng bày món ăn ra đĩa, rắc {herb[3]} lên trên và dùng nóng với {side}. Thành phẩm đạt yêu cầu khi nước sánh lại, màu sắc đẹp mắt, vị {feel} và không còn mùi tanh. Chúc bạn thành công và có bữa cơm ngon miệng bên gia đình.",
        ),
    )


_LUCK = (
    "sự nghiệp thăng tiến nhờ một người quen cũ giới thiệu việc mới|công việc gặp trở ngại vì đồng nghiệp hiểu lầm ý tốt của bạn|cấp trên giao thêm trách nhiệm nhưng chưa tăng lương|"
    "kế hoạch bị hoãn lại, bạn nên dùng thời gian này để học thêm|buổi gặp gỡ khách hàng đem lại hợp đồng ngoài mong đợi|bạn dễ mất tập trung, giấy tờ cần đọc lại hai lần|ý tưởng của bạn được tập thể ủng hộ nhiệt tình|có người âm thầm cạnh tranh với vị trí của bạn",
    "tiền bạc dồi dào, khoản đầu tư cũ bắt đầu sinh lời|chi tiêu vượt mức vì việc hiếu hỉ liên tiếp|có lộc nhỏ từ người lớn tuổi trong nhà|không nên cho vay mượn lúc này kẻo khó đòi|thu nhập phụ tăng lên nhờ nghề tay trái|cẩn thận rơi ví hoặc bị lừa khi mua bán qua mạng|tài chính ổn định nhưng chưa thích hợp để mua sắm lớn|bất ngờ nhận lại món nợ tưởng đã mất",
    "chuyện tình cảm ngọt ngào, hai người hiểu nhau hơn sau chuyến đi ngắn|người độc thân có cơ hội quen bạn mới qua bạn bè|cãi vã nhỏ nhặt khiến không khí nặng nề|nửa kia cần được lắng nghe nhiều hơn là khuyên bảo|tình cũ quay lại làm bạn phân vân|gia đình hai bên bàn chuyện trăm năm|im lặng quá lâu khiến khoảng cách lớn dần|một món quà giản dị làm người ấy cảm động",
    "sức khỏe tốt, tinh thần sảng khoái|dạ dày yếu, hạn chế đồ cay nóng|đau mỏi vai gáy do ngồi lâu|mất ngủ vì lo nghĩ, nên đi bộ buổi tối|dễ cảm lạnh khi thời tiết thay đổi|mắt mỏi, giảm bớt thời gian nhìn màn hình|huyết áp thất thường, nên khám định kỳ|cơ thể dẻo dai nếu chịu khó tập luyện",
)


def horoscope(g: Random) -> Story:
    sign, other = some(
        g,
        "tuổi tý|tuổi sửu|tuổi dần|tuổi mão|tuổi thìn|tuổi tỵ|tuổi ngọ|tuổi mùi|tuổi thân|tuổi dậu|tuổi tuất|tuổi hợi",
        2,
    )
    work, money, love, health = (pick(g, pool) for pool in _LUCK)
    colour = pick(g, "xanh lá|đỏ tươi|vàng nhạt|trắng sữa|tím than|nâu đất|hồng phấn|xám bạc")
    hour = pick(g, "sáng sớm|giữa trưa|xế chiều|chập tối|nửa đêm")
    way = pick(g, "hướng đông|hướng tây|hướng nam|hướng bắc|hướng đông nam|hướng tây bắc")
    return Story(
        title=f"Tử vi hôm nay của {sign}: {work.split(',')[0]}",
        lead=f"Cùng xem tử vi ngày mới của {sign} trên các phương diện công việc, tiền bạc, tình cảm và sức khỏe để có sự chuẩn bị tốt nhất.",
        body=(
            f"Theo tử vi ngày mới, người {sign} sẽ trải qua một ngày có nhiều điều đáng chú ý. Về công việc, {work}. Hãy giữ sự bình tĩnh và làm từng việc một, kết quả sẽ đến với người kiên trì.",
            f"Về tiền bạc, {money}. Bạn nên ghi chép lại các khoản thu chi trong ngày để chủ động hơn, tránh việc cuối tháng mới giật mình vì đã tiêu quá tay.",
            f"Về tình cảm, {love}. Một lời nói chân thành đúng lúc có giá trị hơn nhiều lời hứa hẹn xa xôi, vì vậy đừng ngại bày tỏ suy nghĩ của mình với người bên cạnh.",
            f"Về sức khỏe, {health}. Ăn uống điều độ, ngủ đủ giấc và giữ tâm trạng thoải mái là cách tốt nhất để có một ngày làm việc hiệu quả.",
            f"Màu sắc may mắn là {colour}, thời điểm tốt là {hour}, nên xuất hành theo {way} và hợp tác với người {other}. Các thông tin trong bài viết chỉ mang tính chất tham khảo, chiêm nghiệm, mời bạn đọc đón xem tử vi những ngày tiếp theo.",
        ),
    )


def benchmark_scores(g: Random) -> Story:
    kind = pick(
        g,
        "Sư phạm|Kinh tế|Nông lâm|Y dược|Kỹ thuật|Ngoại ngữ|Luật|Thủy lợi|Giao thông|Mỏ - Địa chất|Công nghiệp|Tài chính",
    )
    school = f"Trường Đại học {kind} {pick(g, PROVINCES)}"
    majors = some(
        g,
        "kế toán|quản trị kinh doanh|công nghệ thông tin|ngôn ngữ Anh|điều dưỡng|kỹ thuật ô tô|luật kinh tế|thú y|du lịch|tài chính ngân hàng|kỹ thuật xây dựng|giáo dục mầm non|tâm lý học|khoa học cây trồng",
        7,
    )
    scores = ", ".join(f"ngành {m} {g.randint(14, 28)},{pick(g, '0|25|5|75')} điểm" for m in majors)
    year = g.randint(2016, 2026)
    return Story(
        title=f"{school} công bố điểm chuẩn năm {year}",
        lead=f"{school} vừa công bố điểm trúng tuyển vào các ngành đào tạo đại học hệ chính quy năm {year}.",
        body=(
            f"Theo thông báo của hội đồng tuyển sinh, điểm trúng tuyển năm nay như sau: {scores}.",
            f"Điểm trúng tuyển trên áp dụng cho thí sinh thuộc khu vực 3, không có điểm ưu tiên. Mức chênh lệch giữa hai khu vực kế tiếp là 0,25 điểm, giữa hai nhóm đối tượng là 1 điểm. Năm nay trường tuyển {number(g, 900, 6000)} chỉ tiêu, có {number(g, 3000, 45000)} nguyện vọng đăng ký.",
            f"Thí sinh trúng tuyển xác nhận nhập học trực tuyến trên hệ thống của Bộ Giáo dục và Đào tạo trước 17 giờ ngày {day(g)}. Quá thời hạn này, thí sinh không xác nhận nhập học được xem như từ chối nhập học. Hồ sơ nhập học gồm bản sao học bạ, giấy chứng nhận tốt nghiệp tạm thời, giấy khai sinh và các giấy tờ ưu tiên nếu có.",
            f"Học phí dự kiến của năm học mới là {number(g, 350, 1800)}.000 đồng mỗi tín chỉ tùy theo ngành học. Nhà trường dành {g.randint(2, 40)} tỷ đồng làm học bổng cho sinh viên có hoàn cảnh khó khăn và sinh viên có thành tích xuất sắc trong học tập, nghiên cứu khoa học.",
        ),
    )


def appointment(g: Random) -> Story:
    agency = pick(
        g,
        "Sở Nội vụ|Sở Tài chính|Sở Y tế|Sở Xây dựng|Sở Công Thương|Sở Khoa học và Công nghệ|Sở Tư pháp|Văn phòng UBND|Ban Tổ chức|Ban Dân vận|Thanh tra",
    )
    place, post = (
        pick(g, PROVINCES),
        pick(g, "Giám đốc|Phó Giám đốc|Chánh Văn phòng|Trưởng ban|Phó Trưởng ban|Chánh Thanh tra"),
    )
    who, giver, before = (
        person(g),
        person(g),
        pick(
            g,
            "Bí thư Huyện ủy|Chủ tịch UBND huyện|Phó Chánh Văn phòng Tỉnh ủy|Trưởng phòng Tổ chức cán bộ|Phó Bí thư Thành ủy|Bí thư Tỉnh đoàn",
        ),
    )
    return Story(
        title=f"{place} có tân {post} {agency}",
        lead=f"Chiều {day(g)}, UBND tỉnh {place} tổ chức hội nghị công bố quyết định về công tác cán bộ.",
        body=(
            f"Tại hội nghị, lãnh đạo Sở Nội vụ đã công bố Quyết định số {g.randint(100, 4900)}/QĐ-UBND của Chủ tịch UBND tỉnh về việc điều động, bổ nhiệm ông {who}, {before}, giữ chức vụ {post} {agency} tỉnh {place}. Thời hạn bổ nhiệm là 5 năm kể từ ngày ký.",
            f"Trao quyết định và phát biểu giao nhiệm vụ, Chủ tịch UBND tỉnh {giver} chúc mừng và ghi nhận quá trình phấn đấu, rèn luyện của ông {who} trong thời gian qua. Trên cương vị mới, đề nghị đồng chí tiếp tục phát huy năng lực, sở trường, nhanh chóng nắm bắt công việc, cùng tập thể lãnh đạo cơ quan đoàn kết, thống nhất, hoàn thành tốt nhiệm vụ được giao.",
            f"Phát biểu nhận nhiệm vụ, ông {who} bày tỏ lời cảm ơn tới Ban Thường vụ Tỉnh ủy, lãnh đạo UBND tỉnh đã tin tưởng giao trọng trách. Ông khẳng định sẽ không ngừng học tập, tu dưỡng, giữ gìn phẩm chất đạo đức, nâng cao tinh thần trách nhiệm, góp phần cùng cơ quan thực hiện thắng lợi các chỉ tiêu, kế hoạch đề ra.",
            f"Ông {who} sinh năm {g.randint(1964, 1988)}, quê quán {pick(g, PROVINCES)}, có trình độ {pick(g, 'thạc sĩ luật|tiến sĩ kinh tế|cử nhân hành chính|kỹ sư xây dựng|thạc sĩ quản lý công|cử nhân chính trị')}, cao cấp lý luận chính trị. Trước khi được bổ nhiệm, ông đã kinh qua nhiều vị trí công tác tại địa phương.",
        ),
    )


def obituary(g: Random) -> Story:
    who, place = person(g), pick(g, PROVINCES)
    rank = pick(
        g, "nhà giáo|nhạc sĩ|họa sĩ|nhà thơ|nghệ sĩ ưu tú|thầy thuốc nhân dân|nhà nghiên cứu|đạo diễn|nhà văn"
    )
    ill = pick(
        g,
        "tuổi cao sức yếu|bệnh ung thư phổi|tai biến mạch máu não|bệnh tim|suy thận nhiều năm|một cơn đột quỵ",
    )
    works = some(
        g,
        "Dòng sông mùa lũ|Tiếng hát đồi chè|Ngọn đèn không tắt|Bến cũ|Mưa trên phố nhỏ|Người giữ rừng|Hoa gạo tháng ba|Con thuyền giấy|Lối về|Trăng quê",
        3,
    )
    return Story(
        title=f"{rank.capitalize()} {who} qua đời",
        lead=f"{rank.capitalize()} {who} đã trút hơi thở cuối cùng tại nhà riêng ở {place} vì {ill}, hưởng thọ {g.randint(61, 99)} tuổi.",
        body=(
            f"Thông tin từ gia đình cho biết, {rank} {who} ra đi lúc {g.randint(0, 23)} giờ {g.randint(1, 59)} ngày {day(g)} sau một thời gian dài điều trị. Sự ra đi của ông để lại niềm tiếc thương vô hạn cho gia đình, bạn bè, đồng nghiệp và những người yêu mến.",
            f"Sinh ra và lớn lên tại {pick(g, PROVINCES)}, ông bắt đầu hoạt động nghệ thuật từ năm {g.randint(1950, 1985)}. Trong suốt cuộc đời lao động miệt mài, ông để lại nhiều dấu ấn, trong đó có {works[0]}, {works[1]} và {works[2]}. Ông được trao tặng nhiều huân chương, huy chương và bằng khen của các bộ, ngành trung ương và địa phương.",
            "Nhiều đồng nghiệp, học trò đã gửi lời chia buồn tới gia đình. Trong ký ức của mọi người, ông là người sống giản dị, chân thành, hết lòng với nghề và luôn tận tình giúp đỡ thế hệ trẻ. Nhiều kỷ niệm đẹp về ông được chia sẻ trên trang cá nhân của các nghệ sĩ.",
            f"Lễ viếng bắt đầu từ {g.randint(6, 16)} giờ ngày {day(g)} tại nhà tang lễ {pick(g, 'bệnh viện tỉnh|thành phố|quân khu|số 5|trung tâm')}. Lễ truy điệu và đưa tang diễn ra vào sáng hôm sau, sau đó linh cữu được an táng tại nghĩa trang {pick(g, PROVINCES)}.",
        ),
    )


_LAW = (
    "Theo quy định của pháp luật hiện hành, quyền sử dụng đất được chuyển nhượng khi có đủ các điều kiện gồm có giấy chứng nhận, đất không có tranh chấp, quyền sử dụng đất không bị kê biên để bảo đảm thi hành án và còn trong thời hạn sử dụng đất. Việc chuyển nhượng phải được lập thành hợp đồng có công chứng hoặc chứng thực, phải đăng ký tại cơ quan đăng ký đất đai và có hiệu lực kể từ thời điểm đăng ký vào sổ địa chính.",
    "Theo quy định của pháp luật lao động hiện hành, người lao động có quyền đơn phương chấm dứt hợp đồng nhưng phải báo trước cho người sử dụng lao động ít nhất 45 ngày nếu làm việc theo hợp đồng không xác định thời hạn, ít nhất 30 ngày nếu làm việc theo hợp đồng có thời hạn từ 12 tháng đến 36 tháng. Trường hợp không được trả đủ lương, bị ngược đãi, đánh đập hoặc bị cưỡng bức lao động thì không cần báo trước.",
    "Theo quy định của luật hôn nhân và gia đình, tài sản chung của vợ chồng gồm tài sản do vợ, chồng tạo ra, thu nhập do lao động, hoạt động sản xuất, kinh doanh, hoa lợi, lợi tức phát sinh từ tài sản riêng và thu nhập hợp pháp khác trong thời kỳ hôn nhân. Tài sản chung được chia đôi nhưng có tính đến hoàn cảnh gia đình, công sức đóng góp và lỗi của mỗi bên trong vi phạm quyền, nghĩa vụ.",
)


def legal_question(g: Random) -> Story:
    asker = pick(
        g,
        "vợ chồng tôi|gia đình tôi|mẹ tôi|anh trai tôi|con gái tôi|bố chồng tôi|cô ruột tôi|bạn thân tôi|người thuê nhà của tôi|ông ngoại tôi",
    )
    thing = pick(
        g,
        "một mảnh vườn sau nhà|căn nhà cấp bốn|một quán ăn nhỏ|phần ruộng hai vụ|chiếc xe tải cũ|một khoản tiền tiết kiệm|căn hộ tập thể|một cửa hàng tạp hóa|khu chuồng trại|một hợp đồng may gia công",
    )
    act = pick(
        g,
        "bán lại bằng giấy viết tay|cho người khác mượn đã nhiều năm|bị hàng xóm lấn sang|đem thế chấp mà không bàn trước|nghỉ ngang vì bị nợ lương|góp chung với người quen|chia cho các con không đều|bị chủ đuổi không báo trước|để lại di chúc miệng|đứng tên hộ người khác",
    )
    since = pick(
        g,
        "từ lâu lắm rồi|mới gần đây|trước khi cưới|sau khi ly thân|lúc còn khỏe mạnh|khi chưa có sổ|hồi còn làm chung",
    )
    fear = pick(
        g,
        "nay muốn đòi lại thì phải làm sao|nay sợ mất trắng thì xử lý thế nào|có bị phạt hay không|có phải bồi thường không|có khởi kiện được không|thủ tục gồm những bước gì|ai là người phải chịu trách nhiệm",
    )
    answer = some(
        g,
        "trước hết bạn cần thu thập lại giấy tờ, tin nhắn và người làm chứng|bạn nên làm đơn đề nghị hòa giải ở cơ sở|bạn có thể gửi đơn đến tòa án nơi bị đơn cư trú|hai bên nên lập lại văn bản thỏa thuận mới|bạn cần xin xác nhận của tổ trưởng dân phố|thời hiệu khởi kiện vẫn còn nên bạn hãy yên tâm|phần đóng góp của mỗi người cần được chứng minh|nếu không thương lượng được thì hãy nhờ trợ giúp pháp lý|người đã nhận tiền có nghĩa vụ hoàn trả|việc tự ý làm như vậy không được pháp luật bảo vệ",
        4,
    )
    return Story(
        title=f"{asker.capitalize()} có {thing} {act}, {fear}?",
        lead=f"{asker.capitalize()} có {thing}, {since} đã {act}. Xin hỏi luật sư, {fear}?",
        body=(
            f"Chào bạn, cảm ơn bạn đã gửi câu hỏi về chuyên mục tư vấn pháp luật của chúng tôi. Đối với trường hợp {asker} có {thing} mà bạn nêu, luật sư xin trả lời như sau.",
            g.choice(_LAW),
            f"Đối chiếu với trường hợp của bạn, {answer[0]}. Vì sự việc {act} xảy ra {since} nên {answer[1]}. Ngoài ra, {answer[2]}, đồng thời {answer[3]}.",
            "Trên đây là ý kiến tư vấn của luật sư dựa trên thông tin mà bạn cung cấp, chỉ có giá trị tham khảo. Nếu còn vướng mắc, mời bạn gửi câu hỏi kèm số điện thoại liên hệ về hộp thư của chuyên mục để được giải đáp cụ thể hơn.",
        ),
    )


def product_launch(g: Random) -> Story:
    brand = pick(g, "Nam Hải|Ánh Dương|Sao Mai|Trường Lộc|Thiên Phúc|Hoàn Vũ")
    thing = pick(
        g,
        "máy lọc nước|nồi cơm điện|quạt điều hòa|bếp từ đôi|máy hút bụi|tủ lạnh hai cánh|loa kéo|xe đạp điện|máy giặt cửa trước|đèn học thông minh|khóa cửa vân tay|camera hành trình",
    )
    model = f"{pick(g, 'X|S|A|Pro|Max|Neo|Lite')}{g.randint(10, 990)}"
    good = some(
        g,
        "tiết kiệm điện|vận hành êm|dễ vệ sinh|kết nối điện thoại|tự ngắt khi quá nhiệt|vỏ chống va đập|pin dùng nhiều ngày|làm nóng nhanh|màn hình cảm ứng|khử mùi tốt|bảo hành dài hạn|điều khiển giọng nói",
        5,
    )
    about = f"Công ty cổ phần {brand} được thành lập năm 1998, là một trong những doanh nghiệp hàng đầu trong lĩnh vực sản xuất và phân phối hàng gia dụng tại Việt Nam. Với hệ thống hơn 500 đại lý trên toàn quốc, hai nhà máy đạt tiêu chuẩn quốc tế cùng đội ngũ hơn 3.000 cán bộ công nhân viên, {brand} cam kết mang tới cho người tiêu dùng những sản phẩm chất lượng với giá thành hợp lý. Năm năm liền doanh nghiệp được bình chọn danh hiệu hàng Việt Nam chất lượng cao. Thông tin chi tiết xin liên hệ tổng đài chăm sóc khách hàng hoặc truy cập trang thông tin của công ty."
    return Story(
        title=f"{brand} ra mắt {thing} {model} {good[0]}",
        lead=f"Mẫu {thing} {model} vừa được {brand} giới thiệu tại {pick(g, PROVINCES)} hướng tới các gia đình trẻ ở thành thị.",
        body=(
            f"Theo nhà sản xuất, {thing} {model} có ưu điểm {good[1]}, {good[2]} và {good[3]}. So với thế hệ trước, sản phẩm nhẹ hơn {g.randint(5, 45)} phần trăm và được bổ sung tính năng {good[4]}.",
            f"Sản phẩm có {g.randint(2, 6)} màu, giá bán lẻ đề xuất {number(g, 400, 29000)}.000 đồng, bắt đầu có mặt tại các siêu thị điện máy từ ngày {day(g)}. Khách hàng đặt trước được giảm {g.randint(5, 40)} phần trăm và tặng kèm {pick(g, 'bộ nồi inox|phiếu mua hàng|bình giữ nhiệt|bàn là|bộ dao kéo|quạt mini')}.",
            about,
        ),
    )


def road_closure(g: Random) -> Story:
    city = pick(g, PROVINCES)
    roads = some(
        g,
        "Trần Phú|Lê Lợi|Quang Trung|Hùng Vương|Nguyễn Trãi|Phan Đình Phùng|Lý Thường Kiệt|Hai Bà Trưng|Nguyễn Du|Ngô Quyền|Trường Chinh|Cách Mạng Tháng Tám|Điện Biên Phủ|Bà Triệu",
        7,
    )
    why = pick(
        g,
        "thi công cống thoát nước|tổ chức giải chạy|sửa chữa mặt cầu|lắp đặt cáp ngầm|phục vụ lễ hội đường phố|nâng cấp vỉa hè|lao dầm cầu vượt|chặt hạ cây nguy hiểm",
    )
    return Story(
        title=f"{city} cấm xe đường {roads[0]} để {why}",
        lead=f"Sở Giao thông Vận tải {city} thông báo điều chỉnh tổ chức giao thông trên một số tuyến đường để {why}.",
        body=(
            f"Cụ thể, từ {g.randint(0, 22)} giờ ngày {day(g)} đến {g.randint(0, 23)} giờ ngày {day(g)}, cấm các loại phương tiện lưu thông trên đường {roads[0]}, đoạn từ đường {roads[1]} đến đường {roads[2]}. Riêng xe cứu thương, xe chữa cháy, xe làm nhiệm vụ khẩn cấp được phép đi lại theo hướng dẫn của lực lượng chức năng.",
            f"Trong thời gian trên, các phương tiện đi theo lộ trình thay thế như sau: hướng từ trung tâm đi ra rẽ phải vào đường {roads[3]}, đi thẳng qua đường {roads[4]} rồi nhập lại hướng đi cũ; hướng ngược lại đi theo đường {roads[5]} và đường {roads[6]}. Xe tải trên {g.randint(2, 18)} tấn không được lưu thông trong khung giờ cao điểm.",
            "Cơ quan chức năng đề nghị người điều khiển phương tiện chú ý quan sát, chấp hành nghiêm hệ thống báo hiệu đường bộ và sự hướng dẫn của cảnh sát giao thông, chủ động lựa chọn lộ trình phù hợp để tránh ùn tắc. Đơn vị thi công có trách nhiệm rào chắn, bố trí đèn cảnh báo ban đêm, cử người trực gác tại hai đầu tuyến và hoàn trả mặt đường đúng thời hạn.",
        ),
    )


def twinning(g: Random) -> Story:
    one = f"Hội {pick(g, 'Cựu chiến binh|Chữ thập đỏ|Doanh nhân trẻ|Người cao tuổi|Làm vườn|Khuyến học|Nhà báo|Luật gia')} tỉnh {pick(g, PROVINCES)}"
    two = f"{pick(g, 'Trường Cao đẳng nghề|Bệnh viện đa khoa|Ngân hàng Chính sách xã hội|Công ty Điện lực|Bưu điện|Kho bạc|Đài Phát thanh - Truyền hình|Bộ Chỉ huy Bộ đội Biên phòng')} tỉnh {pick(g, PROVINCES)}"
    work = some(
        g,
        "tuyên truyền pháp luật|xây nhà tình nghĩa|khám bệnh miễn phí|dạy nghề ngắn hạn|cho vay vốn|trồng cây chắn sóng|tặng học bổng|xóa nhà tạm|hiến máu tình nguyện|chuyển giao kỹ thuật|bảo vệ mốc giới|phòng chống đuối nước",
        4,
    )
    start = g.randint(2016, 2026)
    return Story(
        title=f"{one} ký quy chế phối hợp với {two}",
        lead=f"Hai bên thống nhất phối hợp trong các hoạt động {work[0]}, {work[1]} giai đoạn {start} - {start + g.randint(2, 5)}.",
        body=(
            f"Sáng nay, {one} và {two} đã tổ chức hội nghị ký kết quy chế phối hợp công tác. Dự hội nghị có đại diện thường trực cấp ủy, lãnh đạo hai đơn vị cùng đông đảo cán bộ, hội viên.",
            "Thời gian qua, mối quan hệ giữa hai đơn vị được duy trì thường xuyên, có hiệu quả, góp phần thực hiện tốt các phong trào thi đua yêu nước và công tác an sinh xã hội trên địa bàn. Trên cơ sở những kết quả đã đạt được, hai bên nhất trí nâng tầm hoạt động phối hợp bằng một quy chế cụ thể, rõ người, rõ việc, rõ trách nhiệm.",
            f"Theo quy chế, nội dung phối hợp tập trung vào {work[0]}, {work[1]}, {work[2]} và {work[3]}. Mỗi năm hai bên luân phiên tổ chức ít nhất {pick(g, 'một|hai|ba|bốn')} hoạt động chung, dành nguồn lực khoảng {number(g, 80, 9000)} triệu đồng cho các xã {pick(g, 'biên giới|ven biển|vùng sâu|miền núi|bãi ngang')}.",
            f"Phát biểu tại hội nghị, bà {person(g)} khẳng định việc ký kết là bước cụ thể hóa nghị quyết của cấp ủy. Hai đơn vị giao bộ phận văn phòng làm đầu mối, định kỳ sáu tháng trao đổi thông tin, hằng năm sơ kết và khen thưởng tập thể, cá nhân có thành tích xuất sắc.",
        ),
    )


FAMILIES: dict[str, Family] = {
    "recipe": recipe, "horoscope": horoscope, "benchmark_scores": benchmark_scores, "appointment": appointment,
    "obituary": obituary, "legal_question": legal_question, "product_launch": product_launch,
    "road_closure": road_closure, "twinning": twinning,
}  # fmt: skip
