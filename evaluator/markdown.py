"""Guidelines are written in markdown by leads and shown to raters as clean HTML."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def render_markdown(text: str) -> str:
    """Return HTML of a small, fixed set of tags without attributes, links or images (nothing leaves the page)."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return nh3.clean(html, tags=TAGS, attributes={})
