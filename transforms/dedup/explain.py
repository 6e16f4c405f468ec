"""Says why two texts were joined or kept apart, with the words that they share and those that differ."""

from collections.abc import Iterator

from transforms.dedup.align import inner_gaps
from transforms.dedup.sign import head_and_body, sign_text
from transforms.dedup.sketch import Sketch, unpack
from transforms.dedup.tokens import read_words
from transforms.dedup.verify import Comparison, compare, enough_shared, verify

_PLACES_SHOWN = 30
_RUN_SHOWN = 12


def explain(left_id: str, left: str, right_id: str, right: str) -> str:
    """Explains the verdict on two texts in lines of plain words."""
    sketches = [_sketch(left_id, left), _sketch(right_id, right)]
    found = compare(*sketches)
    copy = verify(*sketches)
    verdict = f"joined: {copy.kind} copies, similarity {copy.similarity:.3f}" if copy else "kept apart"
    lines = [f"{left_id} and {right_id}: {verdict}", _reason(found, sketches)]
    lines.extend(_parts(found, read_words(*head_and_body(left)), read_words(*head_and_body(right))))
    return "\n".join(lines) + "\n"


def _sketch(text_id: str, text: str) -> Sketch:
    signed = sign_text(text_id, text)
    return unpack(signed.article_id, signed.exact, signed.sketch)


def _reason(found: Comparison, sketches: list[Sketch]) -> str:
    words = min(len(sketch.text) for sketch in sketches)
    shared = f"{found.share:.0%} of the shorter text ({words} words) stands in the other"
    if not enough_shared(found.share, words):
        return f"{shared}: too little for copies"
    what = found.differences
    places = ", ".join(
        f"{count} {name}"
        for count, name in (
            (what.fact, "facts changed"),
            (what.phrase, "phrases changed"),
            (what.word, "words changed"),
            (what.single, "single words dropped or added"),
            (what.several, "phrases dropped or added"),
            (what.kept, "facts kept"),
        )
    )
    side = "changes of an editor" if found.evidence >= 0 else "another report in the same words"
    return f"{shared}; in the body {places}; evidence {found.evidence:+.1f}: {side}"


def _parts(found: Comparison, left: list[str], right: list[str]) -> Iterator[str]:
    longest = sorted(found.runs, key=lambda run: -run[2])[:3]
    for start, _, words in longest:
        more = " ..." if words > _RUN_SHOWN else ""
        yield f"  = {words} words: {' '.join(left[start : start + min(words, _RUN_SHOWN)])}{more}"
    for start, end, there_start, there_end in inner_gaps(found.runs)[:_PLACES_SHOWN]:
        here, there = " ".join(left[start:end]), " ".join(right[there_start:there_end])
        yield f"  - {here or '(nothing)'} | {there or '(nothing)'}"
