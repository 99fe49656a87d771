"""Plain text to blocks: paragraphs, headings, list items; hard-wrapped lines are joined. The first line is the title."""

import re

from monitor.core.article.blocks import Block, Draft, tidy, words_of
from monitor.core.article.decode import decode
from monitor.core.article.hints import ReadHints
from monitor.core.article.labels import is_label
from monitor.core.article.walls import cuts, looks_like_html, other_format

_END = re.compile(r"[.!?…。！？:;,][\"”’»)\]」]*$")
_CLOSED = re.compile(r"[.!?…。！？][\"”’»)\]」]*$")
_BULLET = re.compile(r"^(?:[•▪●*‣·]|\d{1,2}[.)])\s+")
_DASH_LINE = re.compile(r"^[-–—]\s*\S")
_LONGEST = 1_500_000
_WRAP, _HEADING_LENGTH, _HEADING_WORDS = 55, 90, 12


def draft_text(text: str, hints: ReadHints) -> Draft:
    """Read plain text into a draft; with ``hints.feed_title`` the text has no title line of its own."""
    warnings = []
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
        warnings.append(f"truncated: only the first {_LONGEST} characters were read")
    lines = _paragraphs(
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").replace("\u2028", "\n")
    )
    title = tidy(hints.feed_title) or None
    start = 0
    if title is None and lines:
        title, start = lines[0], 1
    said = words_of(title)
    while start < len(lines) and words_of(lines[start]) == said:
        start += 1
    lines = lines[start:]
    draft = Draft([_block(line, number, lines) for number, line in enumerate(lines)], title=title, warnings=warnings)
    draft.warnings += cuts(lines[-1] if lines else "", ())
    draft.rules["text"] = "the text's own paragraphs"
    if title:
        draft.rules["title"] = "feed" if hints.feed_title else "first line"
    return draft


def plain_text(body: bytes | str, content_type: str | None) -> str | None:
    """The text of a body that a server sent as plain text, and that is no page; ``None`` for everything else."""
    if not isinstance(body, bytes) or (content_type or "").split(";")[0].strip().lower() != "text/plain":
        return None
    if other_format(body, content_type):
        return None
    text = decode(body, content_type)
    return None if looks_like_html(text) else text


def _paragraphs(text: str) -> list[str]:
    """Split at blank lines; inside a group, join lines that were wrapped at a column, keep others apart."""
    groups = [[line for line in map(tidy, group.split("\n")) if line] for group in re.split(r"\n[^\S\n]*\n", text)]
    paragraphs: list[str] = []
    for lines in groups:
        if not lines:
            continue
        current = lines[0]
        longest = max(map(len, lines))
        wrapped = (
            len(lines) > 1
            and longest <= 130
            and sum(len(line) > longest * 0.75 for line in lines[:-1]) >= 0.7 * (len(lines) - 1)
        )
        for line in lines[1:]:
            if (
                wrapped
                and len(current) >= _WRAP
                and not _BULLET.match(line)
                and not _DASH_LINE.match(line)
                and not is_label(line)
            ):
                current += " " + line
            else:
                paragraphs.append(current)
                current = line
        paragraphs.append(current)
    return paragraphs


def _block(line: str, number: int, lines: list[str]) -> Block:
    if is_label(line) or _is_heading(line, number, lines):
        return Block("heading", line)
    if _BULLET.match(line):
        return Block("item", line)
    return Block("paragraph", line)


def _is_heading(line: str, number: int, lines: list[str]) -> bool:
    """A short line without a full stop between whole paragraphs."""
    if number == 0 or number + 1 >= len(lines) or len(line) > _HEADING_LENGTH or len(line.split()) > _HEADING_WORDS:
        return False
    if (
        _END.search(line)
        or not re.match(r"[\"«“„]?[A-ZА-ЯЁІЇЄҐ0-9가-힣\u3400-\u9fff■▲◇◆]", line)
        or re.search(r"[•·|@]|\d{1,2}:\d{2}", line)
    ):
        return False
    before, after = lines[number - 1], lines[number + 1]
    return (
        bool(_CLOSED.search(after))
        and len(after) > max(len(line), 60)
        and (bool(_CLOSED.search(before)) or len(before) > 150)
    )
