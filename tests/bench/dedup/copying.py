# ruff: noqa: ARG001, E501  # one signature for all ways; lines of a newspaper

"""Ways in which a story is copied from one site to another, as functions of the story and a source of chance."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

from story import PAPERS, Story, person, pick

Copying = Callable[[Story, Random, "Surroundings"], str]


class Surroundings:
    """What stands around stories: words to edit with, paragraphs of other stories, each site's own furniture."""

    def __init__(self, stories: list[Story], g: Random) -> None:
        self.stories = stories
        sample = g.sample(stories, min(1_000, len(stories)))
        self.words = [
            word for story in sample for word in story.text.split() if word.islower() and len(word) < 8
        ]
        self.links = {paper: [g.choice(stories).title for _ in range(12)] for paper in PAPERS.split("|")}

    def footer(self, g: Random) -> tuple[str, ...]:
        paper = g.choice(list(self.links))
        return (
            "Đọc thêm: " + " / ".join(g.sample(self.links[paper], g.randint(3, 6))),
            f"Bản quyền thuộc về {paper}. Nghiêm cấm sao chép dưới mọi hình thức nếu chưa có sự chấp thuận bằng văn bản của "
            f"tòa soạn {paper}. Giấy phép số 210/GP-TTĐT. Chịu trách nhiệm nội dung: Ban biên tập. Bạn đọc gửi bài cộng tác, "
            "phản ánh, góp ý xin liên hệ hộp thư điện tử hoặc đường dây nóng hoạt động cả ngày nghỉ.",
        )

    def paragraph(self, g: Random) -> str:
        return g.choice(g.choice(self.stories).body)


def edited(text: str, share: float, g: Random, around: Surroundings) -> str:
    """The text with a share of its words replaced (3 of 5), dropped or followed by another word."""

    def word(old: str) -> str:
        if g.random() >= share:
            return old
        return g.choices([g.choice(around.words), "", f"{old} {g.choice(around.words)}"], [3, 1, 1])[0]

    return "\n".join(" ".join(filter(None, map(word, line.split()))) for line in text.split("\n"))


def joined(title: str, lead: str, body: tuple[str, ...]) -> str:
    return Story(title=title, lead=lead, body=body).text


def reprint(story: Story, g: Random, around: Surroundings) -> str:
    return story.text


def new_head(story: Story, g: Random, around: Surroundings) -> str:
    words = story.title.split()
    title = " ".join(g.sample(words, min(len(words), max(3, len(words) * 2 // 3)))) + pick(
        g, "|: điều cần biết| gây chú ý| và những câu hỏi"
    )
    return joined(f"{title}\n{person(g)}", edited(story.lead, 0.6, g, around), story.body)


def agency_prefix(story: Story, g: Random, around: Surroundings) -> str:
    agency = pick(g, "TTXVN|VOV|Reuters|AFP|VTV")
    return joined(story.title, f"({agency}) - {story.lead}", (*story.body, f"Theo {agency}"))


def inserted(story: Story, g: Random, around: Surroundings) -> str:
    body = list(story.body)
    for _ in range(g.randint(1, 3)):
        body.insert(g.randint(0, len(body)), around.paragraph(g))
    return joined(story.title, story.lead, tuple(body))


def trimmed(story: Story, g: Random, around: Surroundings) -> str:
    return joined(story.title, story.lead, story.body[: max(1, round(len(story.body) * g.uniform(0.3, 0.7)))])


def thinned(story: Story, g: Random, around: Surroundings) -> str:
    """Without some paragraphs of the middle."""
    kept = tuple(part for part in story.body if g.random() < 0.65) or story.body[:1]
    return joined(story.title, story.lead, kept)


def decomposed(story: Story, g: Random, around: Surroundings) -> str:
    return unicodedata.normalize("NFD", story.text)


_PAIRS = {
    old: new
    for olds, news in (
        ("òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy", "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
_OLD = re.compile(rf"(?<!q)({'|'.join(_PAIRS)})(?!\w)")


def other_tones(story: Story, g: Random, around: Surroundings) -> str:
    """With tone marks of oa, oe, uy on the other letter."""
    return _OLD.sub(lambda found: _PAIRS[found[0]], unicodedata.normalize("NFC", story.text))


def footed(story: Story, g: Random, around: Surroundings) -> str:
    return joined(story.title, story.lead, (*story.body, *around.footer(g)))


def edit(share: float) -> Copying:
    return lambda story, g, around: edited(story.text, share, g, around)


def rewritten(story: Story, g: Random, around: Surroundings) -> str:
    """What a desk does: new head, trimmed, 8 % edited, credit and footer below."""
    head = new_head(story, g, around).split("\n")[:3]
    kept = story.body[: max(2, round(len(story.body) * g.uniform(0.5, 0.85)))]
    return "\n".join([edited("\n".join((*head, *kept)), 0.08, g, around), "Theo TTXVN", around.footer(g)[0]])


def typeset(story: Story, g: Random, around: Surroundings) -> str:
    """Other quotation marks, dashes, blanks; soft hyphens; a title in capitals."""
    body = tuple(
        re.sub(r'"([^"]*)"', r"“\1”", part).replace(" - ", " – ").replace(", ", ",\u00a0")
        for part in story.body
    )
    return joined(story.title.upper(), story.lead.replace(" ", "\u00a0"), body)


def reparagraphed(story: Story, g: Random, around: Surroundings) -> str:
    """Sentences set as paragraphs of their own, as phones like them."""
    return joined(story.title, story.lead, tuple(re.split(r"(?<=[.!?]) +", " ".join(story.body))))


def captioned(story: Story, g: Random, around: Surroundings) -> str:
    """With captions of pictures between the paragraphs."""
    body = [
        part
        for old in story.body
        for part in (old, f"Ảnh: {person(g)}. {' '.join(g.choices(around.words, k=9))}")
    ]
    return joined(story.title, story.lead, tuple(body))


_SAYINGS = {
    "cho biết": "nói", "hiện nay": "lúc này", "tuy nhiên": "thế nhưng", "theo đó": "cụ thể", "ngoài ra": "bên cạnh đó",
    "khoảng": "chừng", "đồng thời": "cùng lúc đó", "tổ chức": "mở", "người dân": "bà con", "rất": "vô cùng",
    "nhiều": "không ít", "bắt đầu": "khởi đầu", "thực hiện": "tiến hành", "được": "đã được", "và": "cùng",
}  # fmt: skip
_SAYING = re.compile(rf"\b({'|'.join(_SAYINGS)})\b")


def reworded(story: Story, g: Random, around: Surroundings) -> str:
    """With common words put in other common words."""
    return _SAYING.sub(lambda found: _SAYINGS[found[0]], story.text)


KINDS: dict[str, Copying] = {
    "reprint": reprint, "new_head": new_head, "agency_prefix": agency_prefix, "inserted": inserted, "trimmed": trimmed,
    "decomposed": decomposed, "other_tones": other_tones, "footed": footed, "edit05": edit(0.05), "edit10": edit(0.10),
    "edit20": edit(0.20), "edit30": edit(0.30), "rewritten": rewritten, "thinned": thinned, "typeset": typeset,
    "reparagraphed": reparagraphed, "captioned": captioned, "reworded": reworded,
}  # fmt: skip
