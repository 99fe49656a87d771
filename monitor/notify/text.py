"""Text from the network made fit to be shown: cleaned, cut, escaped for Slack, HTML and plain text.

Owns what is removed (controls, bidirectional overrides, zero-width characters, lone surrogates) and how a
style writes bold, links and hits. Never decides what is said.
"""

import html
import re
from typing import Protocol
from urllib.parse import urlsplit

from monitor.core.address import Target, split

# C0 and C1 controls, soft hyphen, Arabic letter mark, zero-width and bidirectional controls, byte order
# mark, interlinear annotation, what is no character (XML has none), lone surrogates, controls of hieroglyphs,
# shorthand and musical notes, tags. ZWJ and ZWNJ are dealt with apart: emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINER = re.compile("(?<![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])[\u200c\u200d]")
_MARKS = re.compile("([\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{4})[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+")
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_HIT = re.compile("⟦([^⟦⟧]*)⟧")
_DIFFERENCE = re.compile(r"(\[-.*?-\]|\{\+.*?\+\})")
# Services differ in what they take for markup, and Apprise turns plain text into it (Telegram, Google Chat):
# a zero-width space after these makes no mention, tag, fenced address or labelled link of them anywhere.
_MENTION = re.compile(r"(?<![\w.])@(?=[\w&!])|@(?=(?:everyone|here|channel|room|all)\b(?!\.\w))", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[^\s\u200b<=\d])|\](?=[(\[:])")
_TWINS = str.maketrans({"`": "ˋ"})
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_HOST = re.compile(r"[0-9A-Za-z._:-]+")
_ADDRESS = re.compile(r"://|\b[\w-]+\.[^\W\d_]{2,}\b")
_LONGEST_LINK = 2_000


def clean(text: str) -> str:
    """Remove what cannot be seen and could mislead; line ends become ``\\n``, tabs spaces."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _MARKS.sub(r"\1", _JOINER.sub("", _UNSEEN.sub("", text)))


def escaped(document: str) -> str:
    """Write what JSON may hold and a terminal must not see (C1 and bidirectional controls) as ``\\u`` escapes."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def line(text: str, limit: int = 300) -> str:
    """Clean ``text`` into one line of at most ``limit`` characters."""
    return shorten(" ".join(clean(text[: limit * 8]).split()), limit)


def shorten(text: str, limit: int) -> str:
    """Cut to ``limit`` characters, at a word where one ends near; the last is an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    at = head.rfind(" ")
    return (head[:at] if at > limit * 0.8 else head).rstrip() + "…"


def cut(text: str, limit: int) -> str:
    """Cut to ``limit`` characters at a line's end where there is one, with a note of what is missing."""
    if len(text) <= limit:
        return text
    note = f"\n… (cut: {len(text):,} characters)"
    if limit <= 2 * len(note):
        return shorten(text, limit)
    head = text[: limit - len(note)]
    at = head.rfind("\n")
    return (head[:at] if at > limit // 2 else head).rstrip() + note


def safe_link(url: str | None) -> str | None:
    """Return an http(s) address without spaces, controls or user information, or None.

    A host of other letters than Latin's is written in ASCII (``xn--…``), so that none looks like another.
    """
    if not url or len(url) > _LONGEST_LINK:
        return None
    url = "".join(clean(url).split())
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if not host.isascii():
        target = split(url)
        if not isinstance(target, Target):
            return None
        url = url.replace(parts.netloc, target.url.split("/")[2], 1)
    elif not _HOST.fullmatch(host):
        return None
    start, host, rest = url.partition(urlsplit(url).netloc)
    for mark in "<>|\"'`\\{}^@[]":
        rest = rest.replace(mark, f"%{ord(mark):02X}")
    return start + host + rest


def host_of(url: str | None) -> str | None:
    """Return the host of an address as a reader should see it, without ``www.``."""
    link = safe_link(url)
    return urlsplit(link).hostname.removeprefix("www.") if link else None  # type: ignore[union-attr]  # has one


def labelled(url: str, label: str) -> str:
    """Return the words of a link: ``label`` with the host that the link leads to, unless it names no other.

    A reader takes a label that is an address (``https://bank.com``) for where the link leads.
    """
    host = host_of(url) or ""
    return f"{label} ({host})" if _ADDRESS.search(label) and label.lower() != host else label


class Style(Protocol):
    """How one kind of channel writes text: every method takes raw text and returns text fit for it."""

    name: str
    limit: int  # characters of a whole body
    newline: str

    def text(self, raw: str) -> str:
        """Write text so that nothing in it is markup."""

    def strong(self, raw: str) -> str:
        """Write text in bold, where there is bold."""

    def link(self, url: str, label: str) -> str:
        """Write a link; ``url`` has passed ``safe_link``."""

    def quote(self, raw: str) -> str:
        """Write lines as quoted, with the hits between ``⟦`` and ``⟧`` standing out."""

    def compare(self, raw: str) -> str:
        """Write a line whose words between ``[-`` and ``-]`` were taken out, between ``{+`` and ``+}`` put in."""


def marked(raw: str, style_text: "_Writer", style_hit: "_Writer") -> str:
    """Write text whose hits stand between ``⟦`` and ``⟧``."""
    parts = _HIT.split(raw)
    return "".join(
        (style_hit(part) if number % 2 else style_text(part.replace("⟦", "").replace("⟧", "")))
        for number, part in enumerate(parts)
        if part
    )


class _Writer(Protocol):
    def __call__(self, raw: str, /) -> str: ...


def _compared(raw: str, same: _Writer, gone: _Writer, new: _Writer) -> str:
    """Write a line with each of its parts by its writer."""
    written = []
    for number, part in enumerate(_DIFFERENCE.split(raw)):
        if number % 2 == 0:
            written.append(same(part))
        elif inner := part[2:-2].strip():
            written.append((gone if part[0] == "[" else new)(inner))
    return "".join(written)


class Slack:
    """Slack's mrkdwn. ``& < >`` are escaped, so no mention and no link of the article's making survives."""

    name = "slack"
    limit = 9_000  # Slack takes 40,000 and cuts silently; nobody reads the rest in a chat
    newline = "\n"
    _ESCAPES = str.maketrans({"`": "ˋ", "&": "&amp;", "<": "&lt;", ">": "&gt;"})
    _OPENS = re.compile(r"(?<!\w)[*~](?=\S)")  # what could begin bold or strike; in 7*7 it cannot

    def text(self, raw: str) -> str:
        """Escape; what would begin bold, strike or code gets a twin, since mrkdwn has no escape for it."""
        text = self._OPENS.sub(lambda sign: "∗" if sign[0] == "*" else "∼", clean(raw))
        return text.translate(self._ESCAPES)

    def strong(self, raw: str) -> str:
        """Bold, with zero-width spaces: Slack sees no bold where a letter touches the asterisk."""
        inner = self.text(raw).strip()
        return f"\u200b*{inner}*\u200b" if inner else ""

    def compare(self, raw: str) -> str:
        """Struck through, and bold."""

        def gone(words: str) -> str:
            inner = self.text(words).strip().replace("~", "∼")
            return f"\u200b~{inner}~\u200b" if inner else ""

        return _compared(raw, self.text, gone, self.strong)

    def link(self, url: str, label: str) -> str:
        """``<url|label>``."""
        return f"<{url.replace('&', '&amp;')}|{self.text(label) or 'link'}>"

    def quote(self, raw: str) -> str:
        """``>`` before every line."""
        return "\n".join(f">{row}" for row in marked(clean(raw), self.text, self.strong).splitlines() if row.strip())


class Html:
    """HTML of a mail: everything is escaped, styles stand inline since mail clients drop the rest."""

    name = "html"
    limit = 200_000
    newline = "<br>\n"

    def text(self, raw: str) -> str:
        """Escape, with line breaks kept."""
        return html.escape(clean(raw)).replace("\n", "<br>\n")

    def strong(self, raw: str) -> str:
        """A hit: bold on a pale ground."""
        return f'<b style="background:#fff2b3;color:#1a1a1a">{self.text(raw)}</b>'

    def compare(self, raw: str) -> str:
        """Struck through on pale red, underlined on pale green."""
        return _compared(
            raw,
            self.text,
            lambda words: f'<del style="background:#fde8e6;color:#8a1f17">{self.text(words)}</del>',
            lambda words: f'<ins style="background:#e3f4e6;color:#14532b">{self.text(words)}</ins>',
        )

    def link(self, url: str, label: str) -> str:
        """A link that says nothing of where it was clicked."""
        target = html.escape(url, quote=True)
        return f'<a href="{target}" style="color:#0b57d0" rel="noreferrer">{self.text(label)}</a>'

    def quote(self, raw: str) -> str:
        """The lines with their hits."""
        return marked(clean(raw), self.text, self.strong).strip()


def _opened(text: str) -> str:
    """Make no tag and no labelled link of a bracket, whatever follows."""
    return _OPENING.sub(lambda found: found[0] + "\u200b", text)


class Plain:
    """Plain text, for every other service, whatever it takes for markup."""

    name = "text"
    limit = 60_000
    newline = "\n"

    def text(self, raw: str) -> str:
        """Clean; ``@everyone``, ``<@1>``, ``<a href=…>`` and ``[bank](…)`` are words and nothing else."""
        return _opened(_MENTION.sub("@\u200b", clean(raw).translate(_TWINS)))

    def strong(self, raw: str) -> str:
        """Brackets around a hit."""
        return f"[{self.text(raw)}]"

    def compare(self, raw: str) -> str:
        """As it is given."""
        text = _compared(
            raw, self.text, lambda words: f"[-{self.text(words)}-]", lambda words: f"{{+{self.text(words)}+}}"
        )
        return _opened(text)

    def link(self, url: str, label: str) -> str:
        """The label, then the address."""
        return f"{self.text(label)} {url}" if label and label != url else url

    def quote(self, raw: str) -> str:
        """The lines, set in."""
        text = _opened(marked(clean(raw), self.text, self.strong))  # a hit's own bracket may open a link
        return "\n".join(f"  {row.strip()}" for row in text.splitlines() if row.strip())
