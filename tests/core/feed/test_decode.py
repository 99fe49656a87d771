import codecs

import pytest

from monitor.core.feed.decode import as_xml, decode

TEXT = '<?xml version="1.0" encoding="{}"?><rss><title>Ракета над Києвом — київські новини</title></rss>'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1251", "koi8-u", "iso-8859-5", "utf-7"]
)
def test_a_declared_charset_is_read(encoding: str) -> None:
    text = TEXT.format(encoding).replace("—", "-")
    assert decode(text.encode(encoding)) == (text, None)


def test_the_header_names_the_charset_where_the_document_does_not() -> None:
    body = "<rss><title>북한 미사일</title></rss>".encode("euc-kr")
    assert decode(body, 'text/xml; charset="EUC-KR"') == ("<rss><title>북한 미사일</title></rss>", None)


def test_valid_utf8_is_utf8_whatever_is_declared() -> None:
    body = TEXT.format("windows-1251").encode()
    assert decode(body, "text/xml; charset=iso-8859-1")[0] == TEXT.format("windows-1251")


def test_a_latin_header_is_not_believed_against_the_document() -> None:
    text = TEXT.format("windows-1251")
    assert decode(text.encode("cp1251"), "text/xml; charset=ISO-8859-1") == (text, None)


def test_a_few_broken_bytes_leave_the_rest_readable() -> None:
    text, warning = decode(TEXT.format("utf-8").encode() + b"\xd0", "text/xml; charset=windows-1251")
    assert "Ракета над Києвом" in text
    assert "not valid UTF-8" in str(warning)


@pytest.mark.parametrize(
    "name", ["nonsense-8", "idna", "punycode", "unicode_escape", "zlib", "rot13", "undefined", "x" * 39]
)
def test_an_unknown_charset_and_a_codec_that_is_none_are_ignored(name: str) -> None:
    text, warning = decode(TEXT.format(name).encode("cp1251", "replace"), f"text/xml; charset={name}")
    assert "Ракета" in text
    assert "no usable charset" in str(warning)


def test_a_wide_document_without_a_mark_is_recognised() -> None:
    assert decode("\n<rss/>".encode("utf-16-le"))[0] == "\n<rss/>"
    assert decode(codecs.BOM_UTF16_BE + "<rss/>".encode("utf-16-be") + b"\x00") == (
        "<rss/>\ufffd",
        "some bytes are not valid utf-16-be",
    )


def test_as_xml_drops_what_no_document_may_hold() -> None:
    head = 'PHP Notice: x\n<?xml version="1.0" encoding="koi8-r"?>\n'
    text = head + "<rss>a\x00b\ud800c&#0;&#xD800;&#x1F600;&#128512;&#99999999999;&#10;&amp;</rss>"
    assert as_xml(text) == b'<?xml version="1.0" encoding="utf-8"?>\n<rss>abc&#x1F600;&#128512;&#10;&amp;</rss>'


def test_as_xml_folds_white_space_before_the_root_only() -> None:
    text = '<?xml version="1.0"?>' + "\n" * 40_000 + "<!-- c -->" + " " * 40_000 + "<rss>\n\n\n</rss>"
    assert as_xml(text) == b'<?xml version="1.0" encoding="utf-8"?>\n<!-- c -->\n<rss>\n\n\n</rss>'
