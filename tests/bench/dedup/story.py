# ruff: noqa: E501  # lists of names

"""A made news story and the small draws that all families of made stories share."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

PROVINCES = (
    "Hà Tĩnh|Nghệ An|Thanh Hóa|Quảng Trị|Đà Nẵng|Khánh Hòa|Lâm Đồng|Đồng Nai|Cần Thơ|An Giang|Cà Mau|Hải Phòng|"
    "Quảng Ninh|Lào Cai|Sơn La|Bắc Ninh|Đắk Lắk|Gia Lai|Tây Ninh|Vĩnh Long|Phú Thọ|Hưng Yên|Tuyên Quang|Cao Bằng"
)
PAPERS = (
    "Báo Sông Lam|Tin Đất Việt|Thời Sự Biển|Báo Núi Hồng|Nhịp Cầu Mới|Tin Tức Đồng Bằng|Báo Cửa Lò|Ngày Mới"
)


@dataclass(frozen=True, kw_only=True)
class Story:
    """Title, lead and paragraphs of one article, as a reader sees them."""

    title: str
    lead: str
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join((self.title, self.lead, *self.body))


Family = Callable[[Random], Story]


def pick(g: Random, choices: str) -> str:
    return g.choice(choices.split("|"))


def some(g: Random, choices: str, count: int) -> list[str]:
    return g.sample(choices.split("|"), count)


def person(g: Random) -> str:
    family = pick(g, "Nguyễn|Trần|Lê|Phạm|Hoàng|Phan|Vũ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý")
    middle = pick(g, "Văn|Thị|Minh|Đức|Thanh|Ngọc|Quốc|Xuân|Hữu|Khánh|Bảo|Gia")
    return f"{family} {middle} {pick(g, 'Hùng|Lan|Tuấn|Hà|Sơn|Mai|Dũng|Hương|Long|Yến|Phúc|Thảo|Khoa|Vân|Lộc|Trâm')}"


def day(g: Random) -> str:
    return f"{g.randint(1, 28)}/{g.randint(1, 12)}/20{g.randint(16, 26)}"


def number(g: Random, low: int, high: int) -> str:
    return f"{g.randint(low, high):,}".replace(",", ".")
