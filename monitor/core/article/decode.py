"""Bytes of a page to text: byte-order mark, then UTF-8 where it is valid, then what is declared, then a guess.

Never raises; what cannot be decoded becomes U+FFFD.
"""

import codecs
import re

from trafilatura.utils import detect_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""")
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LATIN = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})
_HEAD = 4096


def decode(body: bytes, content_type: str | None = None) -> str:
    """Decode a page's bytes; ``content_type`` is the HTTP header, which may name a charset and may be wrong."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if body[:200].count(b"\x00") > 40:
        return body.decode("utf-16-le" if body[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", body)))
    lenient = body.decode("utf-8", "replace")
    if lenient.count("\ufffd") * 20 < high:
        return lenient
    for encoding in _declared(body, content_type):
        # A Latin charset decodes anything: with this many high bytes it is more likely a server's default
        # in front of a Cyrillic or Korean page.
        if encoding in _LATIN and high > len(re.findall(rb"[A-Za-z]", _visible(body))) * 0.3:
            continue
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            text = body.decode(encoding, "replace")
            if text.count("\ufffd") * 20 < high:
                return text
    for guess in detect_encoding(_visible(body)[:20_000]):
        try:
            return body.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    return lenient


def _visible(body: bytes) -> bytes:
    return re.sub(rb"<[^>]{0,2000}>", b" ", body[:200_000])


def _declared(body: bytes, content_type: str | None) -> list[str]:
    names = [found[1] for found in [_HEADER.search(content_type or "")] if found]
    head = body[:_HEAD]
    names += [name.decode("ascii", "replace") for name in _XML_DECLARED.findall(head) + _DECLARED.findall(head)]
    known = []
    for name in names:
        try:
            known.append(codecs.lookup(name).name)
        except LookupError:
            continue
    return [name for name in dict.fromkeys(known) if name != "utf-8"]
