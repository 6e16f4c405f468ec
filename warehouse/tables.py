"""Every table of the warehouse, declared once: the record type is the schema and the dictionary.

Tables in the schema ``main`` are the public product; those in ``state`` are what the pipeline
needs to go on (discovery, signatures, mentions) and may change between versions.
Times are aware UTC ``datetime``; text is Unicode NFC; ids follow from content.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated as A

from warehouse.record import record, table, view

# --- responses --------------------------------------------------------------------------------


@record
class Exchange:
    """One request and what came of it, as raw as it came: what the archive keeps and ``fetches`` tells."""

    url: A[str, "address asked for"]
    requested_at: A[datetime, "when the request started"]
    elapsed_ms: A[int, "milliseconds from the start of the request to the end of the body"]
    outcome: A[str, "ok, unchanged, not_found, ..."]
    error: A[str | None, "what went wrong, in words"] = None
    status: A[int | None, "HTTP status; null when no response came"] = None
    reason: A[str, "words after the status"] = ""
    headers: A[tuple[tuple[str, str], ...], "response headers as sent, in order"] = ()
    body: A[bytes, "body as sent: content coding kept, transfer coding undone"] = b""
    wire_bytes: A[int, "bytes of the body that were read, even if not all are kept"] = 0
    truncated: A[str | None, "why the body is not whole: length, time, disconnect"] = None
    address: A[str | None, "IP address of the server"] = None
    asked_url: A[str | None, "address that led here by redirects, or url itself"] = None
    purpose: A[str | None, "what was looked for: page, listing, feed, robots"] = None


@record
class Capture:
    """A response as the readers see it."""

    url: A[str, "address asked for first"]
    final_url: A[str, "address that answered, after redirects"]
    status: A[int, "HTTP status"]
    headers: A[Mapping[str, str], "response headers, names in lower case, repeated ones joined by a comma"]
    content: A[bytes, "body, content coding undone"]
    captured_at: A[datetime, "when the request started"]
    warc_file: A[str | None, "capture file below the store"] = None
    warc_offset: A[int | None, "byte offset of the response record in warc_file"] = None


# --- articles ---------------------------------------------------------------------------------


@record
class Article:
    """What one page says, as an extractor read it."""

    url: A[str, "address that was fetched, in canonical form"]
    canonical_url: A[
        str, "address that names the article: canonical form, the page's own word if it may be trusted"
    ]
    source: A[str, "name of the source"]
    title: A[str, "headline as printed"]
    lead: A[str | None, "sapo: the paragraph that opens the article, as printed"]
    body: A[str, "paragraphs joined by a newline; without lead, captions, byline, related links, credits"]
    captions: A[tuple[str, ...], "captions of pictures and boxes, in page order"]
    authors: A[tuple[str, ...], "people or desks named as authors, without role words"]
    published_at: A[datetime | None, "instant of publication, null if the page does not say"]
    published_from: A[str | None, "where published_at was read: rule, jsonld, meta, time, visible, script"]
    modified_at: A[datetime | None, "instant of the last edit that the page states"]
    section: A[str | None, "section the page files the article under"]
    tags: A[tuple[str, ...], "tags or keywords that the page prints or states"]
    language: A[str, "ISO 639-1 code"]
    credit: A[str | None, "whom the page credits for the text, such as an agency or another paper"]
    extractor: A[str, "rules and version that read the page, e.g. baohatinh/1, generic/1"]
    paywalled: A[
        bool | None, "whether the page says that a part is for subscribers; null if it does not say"
    ] = None


@table(
    "article_versions",
    "Every version of every article: a new row when title, lead, body or captions changed.",
    key=("article_id", "version"),
    rows_per_group=8_192,  # 25 MB of text: larger ones cost memory, and processor time to get it
)
class ArticleVersion(Article):
    article_id: A[str, "stable id, follows from canonical_url"]
    version: A[int, "1, 2, ... in order of capture"]
    seen_at: A[datetime, "capture time of the first response that held this version"]
    content_hash: A[str, "hash of title, lead, body and captions after normalisation"]
    word_count: A[int, "whitespace-separated words in lead and body"]


@table("heads", "Of each article: which version is the newest, and what changes while its text does not.",
       key=("article_id",), schema="state", compression="zstd")  # fmt: skip
class Head:
    article_id: A[str, "article"]
    version: A[int, "newest version"]
    first_seen_at: A[datetime, "capture time of version 1"]
    last_seen_at: A[datetime, "capture time of the newest response that held or confirmed the article"]
    cluster_id: A[str | None, "cluster of exact and near copies; null for an article alone"]
    is_primary: A[bool, "true for the one article that stands for its cluster, and for articles alone"]


@view("articles", key=("article_id",))
class CurrentArticle(ArticleVersion):
    first_seen_at: A[datetime, "capture time of version 1"]
    last_seen_at: A[datetime, "capture time of the newest response that held or confirmed the article"]
    cluster_id: A[str | None, "cluster of exact and near copies; null for an article alone"]
    is_primary: A[bool, "true for the one article that stands for its cluster, and for articles alone"]


@table("duplicates", "Articles in clusters of two or more, with the reason.", key=("article_id",))
class Duplicate:
    article_id: A[str, "article"]
    cluster_id: A[str, "cluster"]
    primary_article_id: A[str, "the article taken as the original"]
    kind: A[str, "exact, near or excerpt, seen from the primary"]
    similarity: A[float, "0 to 1, to the primary"]
    reason: A[str, "evidence that made the primary the original: credit, published_at, first_seen_at, id"]


# --- what a run did ---------------------------------------------------------------------------


@table("fetches", "One row per HTTP request sent, and one per URL refused before sending.", key=())
class Fetch:
    run_id: A[str, "run"]
    source: A[str, "source"]
    url: A[str, "address asked for"]
    requested_at: A[datetime, "when the request started"]
    status: A[int | None, "HTTP status; null when no response came"]
    outcome: A[str, "ok, unchanged, not_found, client_error, server_error, rate_limited, timeout, ..."]
    elapsed_ms: A[int, "milliseconds from the start of the request to the end of the body"]
    bytes: A[int, "bytes on the wire of the body"]
    error: A[str | None, "what went wrong, in words"]
    warc_file: A[str | None, "capture file below the store"]
    warc_offset: A[int | None, "byte offset of the response record in warc_file"]


@table("runs", "One row per run of a flow.", key=("run_id",))
class Run:
    run_id: A[str, "run"]
    kind: A[str, "ingest, backfill, rebuild, maintain"]
    started_at: A[datetime, "start"]
    finished_at: A[datetime | None, "end; null while running"]
    state: A[str, "running, completed, failed, crashed"]
    fetched: A[int, "HTTP requests sent"]
    new_articles: A[int, "articles seen for the first time"]
    new_versions: A[int, "newer versions of known articles"]
    failed: A[int, "requests and pages that failed"]
    holder: A[str, "machine and process that runs it, as machine:pid"]
    detail: A[str | None, "what failed, in words"]


@table("rejects", "Captured pages that gave no article, each with its reason.", key=())
class Reject:
    run_id: A[str, "run"]
    source: A[str, "source"]
    url: A[str, "address"]
    reason: A[
        str, "list_page, no_title, no_body, too_short, challenge, consent, login, soft_404, not_html, ..."
    ]
    detail: A[str | None, "what was looked for and not found"]
    captured_at: A[datetime, "capture time"]


@table("coverage_counts", "Per run and batch: how many pages of a source ended how.", key=(), schema="state")
class CoverageCount:
    run_id: A[str, "run"]
    source: A[str, "source"]
    day: A[date, "day of the request, or the day that a backfill fills, in the source's time zone"]
    outcome: A[str, "listed, fetched, unchanged, article, relevant, reject:REASON, blocked, failed, held"]
    pages: A[int, "pages"]


@table("quality_checks", "Checks of a run and what they found.", key=())
class QualityCheck:
    run_id: A[str, "run"]
    name: A[str, "check"]
    subject: A[str, "source, table or feed that was checked"]
    passed: A[bool, "whether it held"]
    value: A[str | None, "what was found"]
    expected: A[str | None, "what was expected"]
    checked_at: A[datetime, "when"]


@table("held_files", "Capture files that the quality gate holds back until their reader is mended.",
       key=("warc_file",), schema="state")  # fmt: skip
class HeldFile:
    warc_file: A[str, "capture file below the store"]
    source: A[str, "source"]
    run_id: A[str, "run that captured it"]
    day: A[date | None, "day that a backfill fills with it"]
    held_at: A[datetime, "when it was held back"]
    reason: A[str, "the checks that failed, and what they found"]
    fingerprint: A[str, "of the source file and the program that read it"]


# --- watch over the sources -------------------------------------------------------------------


@table("polls", "One row per look at the listings of a source: what it brought.", key=(), schema="state")
class PollCount:
    run_id: A[str, "run"]
    source: A[str, "source"]
    day: A[date, "day of the poll, in the source's time zone"]
    polled_at: A[datetime, "when"]
    minute: A[int, "minute of the day, 0 to 1439, in the source's time zone"]
    readable: A[int, "feeds, sitemaps and listings that could be read"]
    unreadable: A[int, "those that could not"]
    listed: A[int, "addresses that they name"]
    new: A[int, "addresses that no listing named before"]
    skew_seconds: A[int | None, "how far the site's clock is before ours; null if it does not say"]


@table("page_facts", "One row per page that was read: what it had and what it lacked.", key=(), schema="state")
class PageFact:
    run_id: A[str, "run"]
    source: A[str, "source"]
    layout: A[str, "rules that read it: current, or the last day of an older layout"]
    url: A[str, "canonical address"]
    read_at: A[datetime, "capture time"]
    day: A[date, "day of the capture, in the source's time zone"]
    outcome: A[str, "article or reject:REASON, as read"]
    extractor: A[str | None, "what read the article"]
    words: A[int, "words in lead and body"]
    repeated_share: A[float, "share of the text that other pages of the source have too, 0 to 1"]
    faults: A[tuple[str, ...], "article, body, title, lead, date, author, short, long, repeated: what is wrong"]
    counted: A[bool, "whether the page was new, and so counts for drift"]
    quarantined: A[bool, "whether it was kept out of articles, since what it lacks has broken"]


@record
class Baseline:
    """How often a fault is usual for a source, and how its last pages look."""

    fault: A[str, "fault of pages, blocked, failing, or entry ADDRESS"]
    bad: A[float, "pages with the fault while all was well; older ones fade"]
    good: A[float, "pages without it; older ones fade"]
    score: A[float, "log likelihood ratio of a break, by the days before last_on"]
    last_on: A[date | None, "last day with pages"]
    last_bad: A[int, "pages with the fault among the last pages of that day"]
    last_pages: A[int, "the last pages of that day: those that say most"]
    begun_on: A[date | None, "first day that the ratio is made of"]
    broken_since: A[date | None, "day since when the fault is common; null while all is well"]
    broken_bad: A[int, "pages with the fault since the break"]
    broken_good: A[int, "pages without it since the break"]
    healed: A[float, "log likelihood that all is well again"]


@table("watches", "What is usual for each source, and what its last pages said.", key=("source",), schema="state")
class Watch:
    source: A[str, "source"]
    baselines: A[tuple[Baseline, ...], "one per fault"]
    level: A[float | None, "usual logarithm of the words of a text"]
    pages: A[tuple[int, ...], "checksums of the addresses of the last pages, one per text"]
    texts: A[tuple[int, ...], "checksums of their titles and paragraphs"]


@table("alarms", "What was wrong with a source, from when to when.", key=("alarm_id",))
class Alarm:
    alarm_id: A[str, "alarm"]
    kind: A[str, "drift, blocked, failing, unreadable, volume, clock"]
    subject: A[str, "source, or all sources"]
    what: A[str, "what broke: a fault of pages, an entry; empty if the kind says it"]
    since: A[date, "day of the first effect"]
    opened_at: A[datetime, "when it was noticed"]
    closed_at: A[datetime | None, "when it was over; null while it stands"]
    detail: A[str, "figures, in words"]
    opened_by: A[str, "run that noticed it"]
    told_at: A[datetime | None, "when the message was delivered; null if it was not, or nobody is to be told"]
    over_told_at: A[datetime | None, "the same for the message that it is over"]


# --- discovery state --------------------------------------------------------------------------


@table("urls", "What is known of each article address of each source.", key=("url",), schema="state")
class KnownUrl:
    url: A[str, "canonical address"]
    source: A[str, "source"]
    article_id: A[str | None, "article that it gave, if any"]
    first_listed_at: A[datetime, "when a listing first named it"]
    last_listed_at: A[datetime, "when a listing last named it"]
    listed_stamp: A[datetime | None, "newest lastmod or pubDate that a listing gave"]
    published_at: A[datetime | None, "publication of the article that it gave"]
    fetched_at: A[datetime | None, "last request"]
    outcome: A[str | None, "outcome of the last request: article, reject:REASON or a word of fetches"]
    tries: A[int, "failed requests in a row"]
    etag: A[str | None, "validator of the last full response"]
    last_modified: A[str | None, "validator of the last full response"]


@table("feeds", "State of each discovery entry.", key=("source", "entry"), schema="state")
class FeedState:
    source: A[str, "source"]
    entry: A[str, "address of the feed, sitemap or listing"]
    etag: A[str | None, "validator"]
    last_modified: A[str | None, "validator"]
    content_hash: A[str | None, "hash of the last body: an entry that did not change is not read again"]
    newest_at: A[datetime | None, "newest item of the last poll"]
    listed_stamp: A[datetime | None, "for a sitemap below an index: the lastmod that the index gave it"]
    polled_at: A[datetime, "last poll that brought a body; later polls found it unchanged"]


@table("intervals", "Polls of each source: how much was new, and when the next is due.",
       key=("source", "polled_at"), schema="state")  # fmt: skip
class PollInterval:
    source: A[str, "source"]
    polled_at: A[datetime, "when its feeds, sitemaps and listings were read"]
    run_id: A[str, "run"]
    listed: A[int, "addresses that they named"]
    new_share: A[float, "share of new ones among the newest of a list, the greatest of all lists"]
    interval_seconds: A[float, "seconds to the next poll that is due"]


# --- backfill ---------------------------------------------------------------------------------


@table("windows", "Days of a source that a backfill has looked at.", key=("source", "day"), schema="state")
class FilledWindow:
    source: A[str, "source"]
    day: A[date, "day in the source's time zone"]
    outcome: A[
        str, "articles, empty: nothing is listed, partial: pages are left, failed: the archive cannot be read"
    ]
    listed: A[int, "addresses that archives, sitemaps and feeds name for the day"]
    articles: A[int, "articles that came of those that were fetched"]
    run_id: A[str, "run that looked last"]
    looked_at: A[datetime, "when; a day that was not over yet is looked at again"]


@table(
    "imports", "Parts of WARC files that a backfill has loaded.", key=("import_id", "part"), schema="state"
)
class ImportedPart:
    import_id: A[str, "hash of the file's content and of what was chosen from it"]
    part: A[int, "0, 1, ... in the order of the file"]
    run_id: A[str, "run that loaded it"]
    pages: A[int, "pages of the part that belong to a source"]
    skipped: A[int, "pages of the part that belong to none, or lie outside the range"]
    loaded_at: A[datetime, "when"]


# --- near duplicates --------------------------------------------------------------------------


@table("sketches", "What is kept of each article for the search of copies.", key=("article_id",), schema="state",
       sort_by=("number",), rows_per_group=2_048)  # fmt: skip
class StoredSketch:
    article_id: A[str, "article"]
    number: A[int, "hash of the id: the article in state.postings"]
    exact: A[int, "hash of lead and body after normalisation"]
    facts: A[bytes, "which numbers and names it holds, as a bitmap"]
    sketch: A[bytes, "its words, packed"]


@table("postings", "Band keys of the articles: those that share one may be copies.", key=(), schema="state",
       sort_by=("band",))  # fmt: skip
class Posting:
    band: A[int, "band key, 64 bit"]
    number: A[int, "article, by its number"]
    exact: A[int, "hash of the article's lead and body"]


@table("hot_keys", "Band keys of so many texts that they say nothing.", key=("band",), schema="state")
class HotKey:
    band: A[int, "band key"]


@table("copies", "Verified pairs of copies.", key=("left_id", "right_id"), schema="state")
class Copy:
    left_id: A[str, "smaller article id"]
    right_id: A[str, "larger article id"]
    kind: A[str, "exact, near or excerpt"]
    similarity: A[float, "0 to 1"]
    bands: A[tuple[int, ...], "band keys in common that were not hot when the pair was looked at"] = ()


# --- full-text search -------------------------------------------------------------------------


@table("search_documents", "Versions of articles that the search index knows.", key=("segment", "document"),
       schema="state")  # fmt: skip
class SearchDocument:
    segment: A[int, "part of the index, 0, 1, ... in order of making"]
    document: A[int, "number in the segment, from 0"]
    article_id: A[str, "article"]
    version: A[int, "version that was indexed"]


@table("search_postings", "In which documents of a segment a term stands, part by part: read by search('words').",
       key=("segment", "term", "weight"), schema="state", sort_by=("term",))  # fmt: skip
class SearchPosting:
    segment: A[int, "part of the index"]
    term: A[str, "one word without marks, or two that stand side by side"]
    weight: A[int, "4 in the title, 2 in the lead, 1 in the body"]
    documents: A[tuple[int, ...], "numbers of the documents, rising"]


# --- cooperation programs ---------------------------------------------------------------------


@record
class Evidence:
    """The words of an article that support one field; ``text == part[start:end]`` in code points."""

    field: A[
        str,
        "field supported: instrument, stage, party:NAME, signed_on, period, place, sector:CODE, signatory:NAME",
    ]
    part: A[str, "title, lead, body or captions"]
    start: A[int, "offset of the first code point in the part"]
    end: A[int, "offset after the last code point"]
    text: A[str, "the slice itself"]


@record
class MentionParty:
    """A party as one article writes it, and who that is."""

    name: A[str, "plain name, as the labelling guide writes it"]
    kind: A[
        str,
        "province, district, ministry, agency, party_body, company, bank, university, association, foreign_region, country, international_org, other",
    ]
    country: A[str | None, "ISO 3166-1 alpha-2; null for international organisations"]
    party_id: A[str, "id in parties, resolved with the article's date"]


@record
class Signatory:
    name: A[str, "person"]
    title: A[str | None, "office as printed"]
    party_id: A[str | None, "party signed for"]
    party: A[str | None, "name of that party"]


@record
class Mention:
    """A cooperation program as one article tells it."""

    instrument: A[
        str,
        "program, mou, agreement, minutes, plan, twinning, regulation, contract, declaration, unspecified",
    ]
    stage: A[str, "signed, review, implementation, proposed"]
    parties: A[tuple[MentionParty, ...], "parties to it"]
    signed_on: A[date | None, "day of signing, if the text fixes it"]
    period_start: A[int | None, "first year of the period"]
    period_end: A[int | None, "last year of the period"]
    place: A[str | None, "place of the signing"]
    sectors: A[tuple[str, ...], "sectors named"]
    signatories: A[tuple[Signatory, ...], "people who signed"]
    confidence: A[float, "0 to 1"]
    evidence: A[tuple[Evidence, ...], "words that support the fields"]


@table("mentions", "Every mention as the reader gave it: the input of program resolution.",
       key=("mention_id",), schema="state", rows_per_group=8_192)  # fmt: skip
class StoredMention(Mention):
    mention_id: A[str, "follows from article_id, version and order in the article"]
    article_id: A[str, "article"]
    source: A[str, "outlet"]
    title: A[str, "headline of the article"]
    published_at: A[datetime | None, "publication of the article"]
    reader: A[str, "version of the reader"]


@table("followed_names", "What the decisions of people named when a run last followed them: what is taken back is "
       "resolved again.", key=("name",), schema="state")  # fmt: skip
class FollowedName:
    name: A[str, "address of an article, or id of a program"]


@record
class Report:
    """A mention and what program resolution must know of its article."""

    mention: StoredMention
    url: A[str, "address of the article"]
    cluster_id: A[str | None, "cluster of copies of the article"]
    is_primary: A[bool, "whether the article stands for its cluster"]


@table("mention_blocks", "Block keys of the mentions: those that share one may meet in program resolution.",
       key=(), schema="state", sort_by=("block",))  # fmt: skip
class MentionBlock:
    """One row for the home of a mention, and one for each pair of its parties if a day is known.

    Every row repeats all keys of its mention, so that one lookup tells whom a mention meets next.
    """

    block: A[int, "the home, or one of the pairs"]
    mention_id: A[str, "mention"]
    home: A[int, "key of the whole set of parties, as of today, 64 bit signed"]
    # A text, since to read a list costs DuckDB three times the rest of the lookup.
    pairs: A[str, "keys of each two of the parties, separated by blanks"]
    first_day: A[date | None, "first day on which it may have been signed"]
    last_day: A[date | None, "last such day"]


@table("programs", "What is known of each program, whatever the day; the view programs adds what depends on today.",
       key=("program_id",), schema="state")  # fmt: skip
class ProgramFacts:
    program_id: A[str, "stable id"]
    title: A[str, "short description: instrument, parties, period"]
    instrument: A[
        str,
        "program, mou, agreement, minutes, plan, twinning, regulation, contract, declaration, unspecified",
    ]
    stage: A[str, "furthest stage reported: proposed, signed, implementation, review"]
    signed_on: A[date | None, "day of signing"]
    period_start: A[int | None, "first year"]
    period_end: A[int | None, "last year"]
    place: A[str | None, "place of the signing"]
    renewal_of: A[str | None, "program that this one renews"]
    first_reported_on: A[date | None, "day of the first report"]
    last_reported_on: A[date | None, "day of the last report"]
    article_count: A[int, "articles that mention it, copies included"]
    outlet_count: A[int, "independent outlets: copies count as one voice"]
    official_count: A[int, "articles on pages of the state or the Party"]
    completeness: A[float, "0 to 1: share of day, period, place, sectors and signatories that are known"]
    confidence: A[float, "0 to 1"]


@record
class Program(ProgramFacts):
    """A row of the view ``programs``: the facts, and what follows from them today."""

    status: A[str, "proposed, active, renewed, expired, silent, unknown"]
    status_rule: A[str, "rule that gave the status"]
    renewed_by: A[str | None, "program that renews this one"]
    health: A[float, "0 to 1: outlets, official source, completeness, freshness"]


@table("superseded_programs", "Ids that programs had before better evidence came, and the ids that they have since.",
       key=("program_id",), schema="state")  # fmt: skip
class SupersededProgram:
    program_id: A[str, "former id"]
    superseded_by: A[str, "id of the program that holds most of its mentions now"]


@table("program_parties", "Parties of a program.", key=("program_id", "party_id"))
class ProgramParty:
    program_id: A[str, "program"]
    party_id: A[str, "party as signed"]
    name: A[str, "name of the party as signed"]
    kind: A[str, "kind of party"]
    country: A[str | None, "ISO 3166-1 alpha-2"]
    current_party_id: A[str, "party that stands in its place today"]


@table("program_sectors", "Sectors of a program.", key=("program_id", "sector"))
class ProgramSector:
    program_id: A[str, "program"]
    sector: A[str, "sector"]


@table("program_signatories", "People who signed a program.", key=("program_id", "name"))
class ProgramSignatory:
    program_id: A[str, "program"]
    name: A[str, "person"]
    title: A[str | None, "office as printed"]
    party_id: A[str | None, "party signed for"]


@table("program_mentions", "Which mention tells of which program; the view program_mentions adds its words.",
       key=("mention_id",), schema="state")  # fmt: skip
class ProgramLink:
    mention_id: A[str, "mention"]
    program_id: A[str, "program"]
    article_id: A[str, "article of the mention"]
    stands: A[bool, "false for a further mention of the program in the same article"]
    # What questions about reports ask most, so that they need not look for it among all articles.
    url: A[str, "address of the article"]
    source: A[str, "outlet"]
    stage: A[str, "stage as the article reports it: signed, review, implementation, proposed"]
    published_at: A[datetime | None, "publication of the article"]
    is_primary: A[bool, "false for a copy of another article"]
    is_official: A[bool, "whether the article is on a page of the state or the Party"]


@record
class ProgramMention:
    """A row of the view ``program_mentions``: a program in an article, with the words that support each field."""

    program_id: A[str, "program"]
    article_id: A[str, "article"]
    mention_id: A[str, "mention that the words come from"]
    stage: A[str, "stage as this article reports it"]
    confidence: A[float, "0 to 1"]
    evidence: A[tuple[Evidence, ...], "words of the article, field by field"]


@table("parties", "Canonical parties; provinces are dated.", key=("party_id",))
class Party:
    party_id: A[str, "stable id"]
    name: A[str, "plain name"]
    kind: A[str, "kind of party"]
    country: A[str | None, "ISO 3166-1 alpha-2"]
    valid_from: A[date | None, "first day"]
    valid_to: A[date | None, "last day"]
    successor_id: A[str | None, "party that took its place"]
    region: A[str | None, "region of Viet Nam, for provinces"]
    code: A[str | None, "official code of its day, for provinces"]
    zone: A[str | None, "one of the eight geographic regions, for provinces"]
    rank: A[str | None, "province or city (centrally run), for provinces"]
    note: A[str | None, "what else is known, such as a later change of rank"]


@table("sector_codes", "Sectors in the codes of others.", key=("sector",))
class SectorCode:
    sector: A[str, "sector"]
    title: A[str, "name in Vietnamese"]
    crs_code: A[str | None, "OECD CRS purpose code; null where CRS has none"]
    crs_name: A[str | None, "name of the CRS purpose"]
    cofog_code: A[str | None, "COFOG division or group"]
    cofog_name: A[str | None, "name of the COFOG division or group"]


@table("stage_codes", "Stages of a program in the codes of event data.", key=("stage",))
class StageCode:
    stage: A[str, "stage"]
    cameo_code: A[str, "CAMEO event code"]
    cameo_name: A[str, "name of the CAMEO event"]
    plover_event: A[str, "PLOVER event type"]
    note: A[str, "why this code"]
