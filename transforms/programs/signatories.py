"""Who signed: people with their offices, and the party that each signed for."""

import re
from dataclasses import dataclass, replace

from transforms.parties import compare_form
from transforms.programs.cast import Cast
from transforms.programs.entities import Entity
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import UPPER, cue, pattern

_RANKS = (
    r"(?:Đại tướng|Thượng tướng|Trung tướng|Thiếu tướng|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Chuẩn Đô đốc|Phó Đô đốc|"  # noqa: E501
    r"GS\.?TSKH|GS\.?,? ?TS|PGS\.?,? ?TS|GS|PGS|TS|ThS|BSCKII|BS|KS|LS|NGƯT|Thượng tọa|Hòa thượng|Linh mục|Tiến sĩ|Thạc sĩ|Bác sĩ)\.?"  # noqa: E501
)
TITLE = pattern(
    r"(?:(?:Quyền|Nguyên|nguyên) )?(?:(?:Phó|phó|Tổng|Ủy viên[^,;.]{0,60}?,) )*"
    r"(?:Bí thư|Chủ tịch|[Gg]iám đốc|Tổng [Gg]iám đốc|Tỉnh trưởng|Đô trưởng|Thị trưởng|Thống đốc|Tỉnh phó|Bộ trưởng|Thứ trưởng|Tư lệnh|Chính ủy|Chỉ huy trưởng|"  # noqa: E501
    r"Hiệu trưởng|Viện trưởng|Trưởng ban|Trưởng Ban|Trưởng đoàn|Cục trưởng|Chi cục trưởng|Tổng cục trưởng|Chủ nhiệm|Chánh án|Chánh Thanh tra|Chánh thanh tra|Kiểm toán trưởng|Chánh Văn phòng|Chánh văn phòng|Huyện trưởng|Quận trưởng|Châu trưởng|"  # noqa: E501
    r"Trưởng phòng|Trưởng [Đđ]ại diện|Trưởng thôn|Trưởng bản|Tổng Biên tập|Tổng biên tập|Đại sứ|Tổng Lãnh sự|Giám mục|Vụ trưởng|Phó Thường trực|Trưởng Công an|Chủ nhiệm|Chính trị viên|Tổng thư ký|Tổng Thư ký|Quản lý|Phó trưởng ban|Viện phó|Hiệu phó|Nhà sáng lập|Người sáng lập|Trưởng phân hiệu|Chỉ huy phó|Phó Tư lệnh|Hạt trưởng|Đồn trưởng|Trạm trưởng|Đội trưởng|Trưởng trạm)"  # noqa: E501
    r"(?: (?:Thường trực|thường trực|kiêm [^,;.]{3,30}?|phụ trách[^,;.]{0,30}|điều hành|Điều hành|thứ nhất))*"
)
_NAME = re.compile(rf"(?:[{UPPER}][\w'’-]*\.? ?){{2,9}}")
_HONOURS = (
    r"(?:ông|bà|đồng chí|anh|chị|các đồng chí|ngài|Ông|Bà|Anh|Chị|Đồng chí|Ngài|nhà báo|[Cc]ác đồng chí:?)"
)
_HONOURED = pattern(rf"(?:{_HONOURS} (?:{_RANKS} ?)?|(?<!\w){_RANKS} )$")
_OFFICES = ("Phó", "Tổng", "Chủ", "Giám", "Trưởng", "Cục", "Vụ")  # an office behind a name without a mark
_BODIES = ("Vụ", "Sở", "Bộ", "Cục", "Ban", "Hội", "Viện", "Trường")  # no surnames
_BEFORE_PLACE = pattern(r"(?<!\w)(?:sông|tại|ở|biển|núi|đảo|đường|phố|cầu|chợ) $")
_SIGNERS = cue("signers")
_NOT_SIGNERS = cue("not signers")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a sentence names them."""

    name: str
    title: str | None
    party: str | None  # name of the entity that the office belongs to
    start: int
    end: int


def find_people(passage: Passage, cast: Cast, sentence: Sentence) -> list[Person]:
    """People of a sentence, with the office printed before or behind their name."""
    found: list[Person] = []
    taken = [(entity.head, entity.end) for entity in cast.of(sentence) if not entity.weak]
    for match in _NAME.finditer(passage.norm, sentence.start, sentence.end):
        person = _person(passage, cast, sentence, match, taken)
        if person:
            found.append(person)
    return found


def _person(
    passage: Passage, cast: Cast, sentence: Sentence, match: re.Match[str], taken: list[tuple[int, int]]
) -> Person | None:
    norm = passage.norm
    start, end = match.start(), match.start() + len(match.group().rstrip())
    for left, right in taken:  # the name may follow the name of a territory without a mark
        if left <= start < right:
            start = right
    title_here = None
    while (found := TITLE.match(norm, start)) and found.end() <= end + 40:
        title_here = found
        start = found.end() + 1
    while start < end and not norm[start].isalpha():
        start += 1
    strip = re.match(rf"(?:(?:{_RANKS}|{_HONOURS}) ?)+(?=[{UPPER}])", norm[start:end])
    start += strip.end() if strip else 0
    short = _SHORT_FORM.match(norm, start, end)
    start = short.end() if short else start
    words = norm[start:end].split()
    if not 2 <= len(words) <= 5 or title_here or any(len(w) > 2 and w.endswith(".") for w in words[:-1]):
        return None
    if words[0] in _BODIES or words[-1] in _OFFICES or words[-2:] == ["Việt", "Nam"]:
        return None
    if _runs_into_office(norm, start, end):
        return None
    if _BEFORE_PLACE.search(norm, max(start - 8, 0), start):
        return None
    before = _without_owner(norm, max(sentence.start, start - 110), start, taken)
    office = _office_before(before) or _office_after(norm[end : min(end + 130, sentence.end)])
    honoured = bool(_HONOURED.search(before))
    if office is None and not honoured:
        return None
    if any(left <= start and end <= right for left, right in taken):
        return None
    return Person(
        passage.shown[start:end],
        office[0] if office else None,
        _owner(cast, sentence, office, start, end),
        start,
        end,
    )


def _runs_into_office(norm: str, start: int, end: int) -> bool:
    """Whether an office follows a name without a mark, as in texts that have lost theirs: "Lê Văn A Thứ trưởng"."""  # noqa: E501
    offices = (TITLE.match(norm, start + blank.end()) for blank in re.finditer(" ", norm[start:end]))
    return any(office and office.end() > end for office in offices)


# An organisation's abbreviation between office and name, where the name itself is not in capitals.
_SHORT_FORM = re.compile(rf"[{UPPER}]{{2,}} (?=[{UPPER}](?![{UPPER}]))")
_TO_NAME = re.compile(rf" ?(?:[^,.;:()]|\([^()]{{1,30}}\)){{0,75}}?,? ?(?:{_HONOURS} )?(?:{_RANKS} ?)?")


def _without_owner(norm: str, left: int, start: int, taken: list[tuple[int, int]]) -> str:
    """The words in front of a name, with the organisation right before it cut short: it may hold "và"."""
    for head, end in taken:
        if left <= head and end < start <= end + 2:
            return f"{norm[left:head]}… {norm[end:start].lstrip()}"
    return norm[left:start]


def _office_before(before: str) -> tuple[str, str] | None:
    found = next(reversed([*TITLE.finditer(before)]), None)
    if found is None:
        return None
    rest = before[found.end() :]
    if not _TO_NAME.fullmatch(rest) or re.search(r" (?:và|cùng|ký|với) ", rest):
        return None
    return found.group().strip(), "before"


def _office_after(after: str) -> tuple[str, str] | None:
    found = re.match(rf"(?:, | \(| - )(?:{_RANKS},? )?", after)
    if not found:
        return None
    title = TITLE.match(after, found.end())
    return (title.group().strip(), "after") if title else None


def _owner(
    cast: Cast, sentence: Sentence, office: tuple[str, str] | None, start: int, end: int
) -> str | None:
    entities = cast.of(sentence)
    if office and office[1] == "before":
        near = [entity for entity in entities if start - 110 <= entity.start and entity.end <= start]
        return near[-1].name if near else None
    near = [entity for entity in entities if end <= entity.start <= end + 110]
    return near[0].name if near else None


def find_signatories(
    passage: Passage, cast: Cast, sentences: list[Sentence], parties: list[Entity]
) -> list[tuple[Person, str | None, str | None]]:
    """People who signed, each with office and party; at most two a party."""
    if stamped := _stamped(passage, parties):
        return stamped
    for sentence in sentences:
        people = _signers(passage, cast, sentence)
        named = _with_parties(passage, cast, people, parties)
        if named:
            return named
    return _heads_before(passage, cast, sentences, parties)


_STAMP = re.compile(rf"\((?:đã ký|Đã ký)\)[\s:,.-]*(?P<name>(?:[{UPPER}][\w’'-]*(?: |(?=\W|$))){{2,5}})")


def _stamped(passage: Passage, parties: list[Entity]) -> list[tuple[Person, str | None, str | None]]:
    """Who signed a document that is printed whole: "CHỦ TỊCH (đã ký) A. GIÁM ĐỐC (đã ký) B", a party each."""
    found = [(match.start("name"), match["name"].rstrip()) for match in _STAMP.finditer(passage.norm)]
    if len(found) != len(parties):
        return []
    people = [
        Person(passage.shown[at : at + len(name)], None, None, at, at + len(name)) for at, name in found
    ]
    return [(person, None, party.name) for person, party in zip(people, parties, strict=True)]


_BOTH = cue("both heads")


def _heads_before(
    passage: Passage, cast: Cast, sentences: list[Sentence], parties: list[Entity]
) -> list[tuple[Person, str | None, str | None]]:
    """Who "hai nhà lãnh đạo" that signed are: the two people named last before, one for each party."""
    for sentence in sentences:
        if not _BOTH.search(passage.low, sentence.start, sentence.end):
            continue
        for earlier in reversed(passage.sentences[max(sentence.order - 4, 0) : sentence.order]):
            named = _with_parties(passage, cast, find_people(passage, cast, earlier), parties)
            if len(named) == 2 == len({party for _, _, party in named if party}):
                return named
    return []


def _signers(passage: Passage, cast: Cast, sentence: Sentence) -> list[Person]:
    if not _SIGNERS.search(passage.low, sentence.start, sentence.end):
        return []
    low = passage.low
    return [
        person for person in find_people(passage, cast, sentence)
        if _may_sign(low, sentence, person)
    ]  # fmt: skip


_SPEAKS = cue("speaks")
_WITNESSED = cue("witnessed by")


def _may_sign(low: str, sentence: Sentence, person: Person) -> bool:
    """Whether the words around a person leave them a signer: no witness, guest or speaker."""
    left = max(low.rfind(";", sentence.start, person.start) + 1, person.start - 160, sentence.start)
    before = _WITNESSED.sub(" ", low[left : person.start])[-60:]
    if _NOT_SIGNERS.search(before):
        return False
    verbs = [verb.start() for verb in _SIGNERS.finditer(low, sentence.start, sentence.end)]
    behind = [verb for verb in verbs if verb >= person.end]
    ahead = [verb for verb in verbs if verb < person.start]
    if behind and not _SPEAKS.search(low, person.end, behind[0]):
        return True
    return (
        bool(ahead)
        and bool(_LISTED.search(_DOTTED.sub(" ", low[ahead[-1] : person.start])))
        and not _SPEAKS.search(low, person.end, person.end + 25)
    )


_LISTED = cue("listed signers")
_DOTTED = re.compile(r"\b(?:gs|ts|pgs|ths|bs|tp|ks|gs\.ts|pgs\.ts)\.")


def _with_parties(
    passage: Passage, cast: Cast, people: list[Person], parties: list[Entity]
) -> list[tuple[Person, str | None, str | None]]:
    keys = {compare_form(party.name): party.name for party in parties}
    named: list[tuple[Person, str | None, str | None]] = []
    for person in people:
        person = _without_party(person, parties)
        title, owner = person.title, person.party
        if title is None or compare_form(owner or "") not in keys:
            other = _elsewhere(passage, cast, person)
            title = title or (other.title if other else None)
            owner = owner if compare_form(owner or "") in keys else (other.party if other else owner)
        named.append((person, title, _party_of(compare_form(owner or ""), keys)))
    return _filled(named, [party.name for party in parties])


def _without_party(person: Person, parties: list[Entity]) -> Person:
    """The person alone where a party's bare name runs into theirs: "Huyện trưởng B Lý Văn A"."""
    for party in parties:
        rest = person.name.removeprefix(party.name + " ")
        if rest != person.name and " " in rest:
            return replace(person, name=rest, start=person.end - len(rest))
    return person


def _party_of(owner: str, keys: dict[str, str]) -> str | None:
    """The party that an office belongs to; a body may be named without its province."""
    fuller = [name for key, name in keys.items() if owner and key.startswith(owner + " ")]
    return keys.get(owner) or (fuller[0] if len(fuller) == 1 else None)


def _elsewhere(passage: Passage, cast: Cast, person: Person) -> Person | None:
    """The same person where the article gives the office."""
    at = -1
    while (at := passage.shown.find(person.name, at + 1)) >= 0:
        if at == person.start:
            continue
        for other in find_people(passage, cast, passage.sentence_at(at)):
            if other.name == person.name and other.title:
                return other
    return None


def _filled(
    named: list[tuple[Person, str | None, str | None]], parties: list[str]
) -> list[tuple[Person, str | None, str | None]]:
    """Gives people without a known party the one that is left over, in order."""
    used = {party for _, _, party in named if party}
    left = [party for party in parties if party not in used]
    filled = []
    for person, title, party in named:
        if party is None and left:
            party = left.pop(0)
        filled.append((person, title, party))
    return filled
