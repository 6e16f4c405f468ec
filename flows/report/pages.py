"""The shells of the pages: head, scripts and an empty main part that the scripts fill."""

from html import escape

# Page -> (chunks that it needs before it is drawn, its own scripts, whether it draws charts)
PAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...], bool]] = {
    "index": (("summary", "programs", "parties", "coverage", "sources"), ("overview", "calendar"), True),
    "programs": (("summary", "programs", "parties"), ("programs",), False),
    "program": (("summary", "programs", "parties"), ("program",), False),
    "parties": (("summary", "programs", "parties"), ("parties",), False),
    "party": (("summary", "programs", "parties"), ("party",), True),
    "map": (("summary", "programs", "parties", "tiles"), ("provinces", "map"), False),
    "matrix": (("summary", "programs", "parties", "tiles"), ("provinces", "matrix"), False),
    "timeline": (("summary", "programs", "parties"), ("timeline",), True),
    "sectors": (("summary", "programs", "parties"), ("sectors",), True),
    "search": (("summary", "programs"), ("search",), False),
}

# Served over the live warehouse there is a console besides.
LIVE_PAGES = {**PAGES, "console": (("summary", "queries", "schema"), ("console",), True)}

# Nothing from outside, nothing inline but styles, which the charts set on their own elements.
# Opened from disk, the page's own files are of the scheme file.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data: blob:; base-uri 'none'; form-action 'none'; object-src 'none'"
)

_SHELL = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>hoptac</title>
<link rel="icon" href="data:,">
<link rel="alternate" type="application/rss+xml" title="RSS" href="feed.xml">
<link rel="alternate" type="application/feed+json" title="JSON Feed" href="feed.json">
<link rel="stylesheet" href="assets/report.css">
</head>
<body data-page="{name}"{live}>
<noscript>Trang này cần JavaScript. This page needs JavaScript.</noscript>
<main id="main" tabindex="-1"></main>
{scripts}
</body>
</html>
"""


def page(name: str, *, live: bool = False) -> str:
    """The HTML of one page; a live one may ask the server that it came from."""
    chunks, own, charts = LIVE_PAGES[name]
    drawing = ("charts",) if charts else ()  # they fetch the charting library once the page stands
    assets = [f"assets/{script}.js" for script in ("labels", "core", "table", "model", *drawing, *own)]
    paths = [*assets, *(f"data/{chunk}.js" for chunk in chunks), "assets/start.js"]
    scripts = "\n".join(f'<script defer src="{escape(path)}"></script>' for path in paths)
    policy = f"{POLICY}; connect-src 'self'" if live else POLICY
    marked = ' data-live="yes"' if live else ""
    return _SHELL.format(policy=escape(policy), name=name, live=marked, scripts=scripts)
