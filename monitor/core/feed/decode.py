"""Bytes of a feed to text, and text to XML that a parser may be given.

Never raises. Declared charsets are believed only when the bytes agree; codecs that are no charsets (punycode is
quadratic, unicode_escape makes surrogates) are not used at all.
"""

import codecs
import re

from monitor.core.feed.text import cleaned

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first character is "<", "{" or white space: where its zeros stand tells the width (XML 1.0, appendix F).
_WIDE = (
    (re.compile(rb"[<{\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{\s]"), "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_HTTP = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
_XML = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""", re.IGNORECASE)
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_SEVEN_BIT = ("iso2022", "hz", "utf-7")
# What is declared is often only a part of what is meant: the superset reads both
# (https://encoding.spec.whatwg.org/#names-and-labels).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
}
_LATIN = frozenset({"cp1252", "iso8859-15"})

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,1000}>", re.IGNORECASE)
_RUN_OF_SPACE = re.compile(r"\s{2,}")
# References that make expat stop and feedparser's lenient parser raise: controls, surrogates, beyond Unicode.
_DOUBTFUL_REFERENCE = re.compile(
    r"&#(?:[xX]0*(?:[0-9a-fA-F]{6,}|[dD][89a-fA-F][0-9a-fA-F]{2}|[01]?[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F])"
    r"|0*(?:\d{6,}|\d|[12]\d|3[01]|5[5-7]\d{3}|6553[45])(?!\d));?"
)


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """Decode a feed's bytes; ``content_type`` is the HTTP header.

    Returns the text, and a warning where it is doubtful.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], encoding)
    for pattern, encoding in _WIDE:
        if pattern.match(body):
            return _lenient(body, encoding)
    if body.startswith(_EBCDIC):
        return _lenient(body, "cp037")
    declared = _declared(body, content_type)
    if body.isascii():
        for encoding in declared:
            if encoding.startswith(_SEVEN_BIT):
                return _lenient(body, encoding)
        return body.decode("ascii"), None
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    high = len(body.translate(None, bytes(range(128))))
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 < high:
        return text, "some bytes are not valid UTF-8"
    for encoding in declared:
        try:
            return body.decode(encoding), None
        except UnicodeDecodeError:
            guess = body.decode(encoding, "replace")
            if guess.count("\ufffd") * 20 < high:
                return guess, f"some bytes are not valid {encoding}"
    letters = len(re.findall(rb"[A-Za-z]", re.sub(rb"<[^<>]{0,2000}>", b"", body[:200_000])))
    encoding = "cp1251" if high > letters / 2 else "cp1252"
    return body.decode(encoding, "replace"), f"no usable charset is declared; read as {encoding}"


def as_xml(text: str) -> bytes:
    """Return the text as UTF-8 with a declaration that says so, without what no XML document may hold.

    White space before the first element is folded: feedparser 6.0.14 takes 16 s over 39 KiB of newlines there.
    """
    text = cleaned(text)
    if "&#" in text:
        text = _DOUBTFUL_REFERENCE.sub(_fit_reference, text)
    text = text.lstrip()
    declared = _DECLARATION.search(text[:10_000])
    if declared:  # what stands before it (a PHP notice, say) would make the document ill-formed
        text = text[declared.end() :]
    first = re.search(r"<\w", text)
    head = first.start() if first else 0
    text = _RUN_OF_SPACE.sub("\n", text[:head]).lstrip() + text[head:]
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace")


def _fit_reference(found: re.Match[str]) -> str:
    digits = found[0].strip("&#;")
    digits, radix = (digits[1:], 16) if digits[0] in "xX" else (digits, 10)
    digits = digits.lstrip("0")
    if not digits or len(digits) > 7:
        return ""
    code = int(digits, radix)
    fits = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return found[0] if fits else ""


def _lenient(body: bytes, encoding: str) -> tuple[str, str | None]:
    try:
        return body.decode(encoding), None
    except UnicodeDecodeError:
        return body.decode(encoding, "replace"), f"some bytes are not valid {encoding}"


def _declared(body: bytes, content_type: str | None) -> list[str]:
    http = _HTTP.search((content_type or "")[:1000])
    xml = _XML.search(body[:1000])
    names = [_charset(xml[1].decode("ascii")) if xml else None, _charset(http[1]) if http else None]
    if names[1] not in _LATIN:  # RFC 7303: the header wins, unless it is only a server's Latin default
        names.reverse()
    return [name for name in dict.fromkeys(names) if name is not None]


def _charset(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # RFC 2978 charsets only: codecs of bytes to bytes and Python's own escapes are no charsets.
    if not getattr(codec, "_is_text_encoding", True) or codec.name.replace("_", "-") in _NO_CHARSETS:
        return None
    return _WIDER.get(codec.name, codec.name)
