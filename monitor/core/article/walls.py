"""What is no article: other formats, login walls, consent pages, robot checks, empty shells, forwarding pages.

Owns the reasons in words. Bounded: looks at the first bytes and at short texts only.
"""

import re
from collections.abc import Iterable, Iterator

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "compressed data"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"ID3", "a media file"),
    (b"OggS", "a media file"),
    (b"\x7fELF", "a program"),
    (b"BM", ""),
)
_FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,300}\?>\s*){0,4}(?:<!--.{0,500}?-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL
)
_HTML_TYPES = (
    "text/html",
    "application/xhtml",
    "application/xml",
    "text/xml",
    "text/plain",
    "application/octet-stream",
    "unknown/unknown",
)
_LOGIN = re.compile(
    r"(?:sign|log) ?in (?:to|or) (?:continue|read|view|access|register|subscribe)|subscribe (?:now )?to (?:continue"
    r"|read|keep reading|unlock)|create (?:a|an|your) (?:free )?account to|already a subscriber"
    r"|(?:this|the) (?:article|content|story) is (?:only )?(?:for|available to"
    r"|reserved for) (?:\w+ )?(?:subscribers|members)|to continue reading|members[- ]only|premium content"
    r"|увійдіть,? щоб|авторизуйтес[ья]|передплатіть|оформіть (?:перед|під)плат|для передплатників|войдите,? чтобы|оформите подписку"
    r"|только для подписчиков|доступно по подписке"
    r"|로그인이 필요|로그인 후|구독자 전용|회원 전용|请登录|請登入|登录后|订阅后|仅限会员",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|we (?:and our partners )?use cookies|accept (?:all )?cookies"
    r"|cookie (?:consent|settings|preferences)|your privacy choices|manage (?:your )?consent"
    r"|we care about your privacy|ми використовуємо (?:файли )?cookie|мы используем (?:файлы )?cookie"
    r"|wir (?:und unsere partner )?verwenden cookies|nous utilisons des cookies|utilizamos cookies"
    r"|прийняти (?:всі|усі)|принять все|쿠키(?:를)? 사용|개인정보 (?:수집|처리)|使用\s?cookie",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"enable javascript and cookies|verify (?:that )?you(?:'re| are) (?:a )?human|are you a robot"
    r"|checking your browser|just a moment\.\.\.|captcha|access denied|you have been blocked|attention required|unusual traffic"
    r"|ddos protection"
    r"|перевірка браузера|проверка браузера|вы не робот|ви не робот|доступ заборонено|доступ запрещ",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on|activate) javascript|javascript (?:is )?(?:required|disabled)"
    r"|увімкніть javascript|включите javascript|자바스크립트를|请启用\s?javascript",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"^(?:\W|404|error|page)*(?:not found|page (?:not found|does not exist)|сторінку не знайдено"
    r"|страница не найдена|페이지를 찾을 수 없|页面不存在)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\W*(?:error|помилка|ошибка|오류|错误)?\W*404\W*$", re.IGNORECASE)
# A long consent page says little else.
_CONSENTING = re.compile(
    r"cookies?\b|consent|personal data|privacy|\bpartners\b|\bdevice\b|конфіденційн|персональн\w+ дан|конфиденциальн|쿠키|개인정보|隐私",
    re.IGNORECASE,
)
_MISSING, _ASKS_CONSENT = "a page that says it was not found", "a consent page for cookies, not an article"
_A_SENTENCE = 120
_REFRESH = re.compile(
    r"""<meta(?=[^>]{0,300}http-equiv\s*=\s*["']?refresh)[^>]{0,300}content\s*=\s*["']?\s*\d+\s*;\s*url\s*=\s*["']?([^"'>\s]{1,500})""",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\bto (?:continue|keep) reading\b|\bto read the (?:full|rest of the|whole) (?:article|story)|\bunlock (?:this|the full) (?:article|story)"
    r"|\bthis (?:article|story) is (?:only )?for (?:paying )?subscribers|щоб (?:читати далі|прочитати повністю)|чтобы (?:читать дальше|прочитать полностью)"
    r"|(?:только|лише|тільки) для (?:подписчиков|передплатників)|구독자 전용|유료 회원|登录后(?:阅读|查看)全文|订阅后(?:阅读|查看)|仅限会员",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\[(?:\.\.\.|…)\]|…|(?<!\.)\.\.\.)$")
_ASKED_LONGEST = 300
_WALL_TEXT = 900
_SHORTEST = 60


def other_format(body: bytes, content_type: str | None) -> str | None:
    """Return what this body is when it is no page and no text (``a PDF document``), from its bytes, then its type."""
    head = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, name in _MAGIC:
        if name and head.startswith(magic):
            return f"{name}, not a page"
    if not head:
        return "an empty body"
    if _FEED.match(body[:2048].removeprefix(b"\xef\xbb\xbf")):
        return "a feed or a sitemap, not a page"
    kind = (content_type or "").split(";")[0].strip().lower()
    looks_html = re.match(rb"(?i)\s*(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<head|<body|<\?xml|<!--)", body[:512])
    if "json" in kind or (head[:1] in b"{[" and re.match(rb'[{\[]\s*["{\[]', head) and not looks_html):
        return "a JSON document, not a page"
    if kind and not kind.startswith(_HTML_TYPES) and not looks_html:
        return f"a document of type {kind[:80]}, not a page"
    if (
        body[:1024].count(b"\x00") > 40
        and body[:2] not in (b"\xff\xfe", b"\xfe\xff")
        and b"<\x00" not in body[:512]
        and b"\x00<" not in body[:512]
    ):
        return "binary data, not a page"
    return None


def looks_like_html(text: str) -> bool:
    """Whether a text of unknown kind is HTML: a doctype or a document's tags near its start."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    return bool(
        re.match(r"(?i)<(?:!doctype\s+html|html|head|body|article|\?xml[^>]{0,100}>\s*<(?:!doctype\s+)?html)", head)
    ) or (
        head.startswith("<")
        and len(re.findall(r"(?i)</?(?:p|div|h1|h2|meta|title|body|article|section|script|span|a)\b[^>]{0,300}>", head))
        >= 2
    )


def wall(text: str, visible: str, markup: str, *, is_article: bool, headline: str = "") -> str | None:
    """Return why what was read is no article, or ``None``.

    ``text`` is what was extracted, ``visible`` the beginning of all the page's visible text, ``markup`` of its source,
    ``headline`` its first heading.
    """
    if not is_article and len(headline) <= _SHORTEST and (_GONE.match(headline) or _CODE.match(headline)):
        return _MISSING
    if not is_article and _CONSENT.search(visible[:500]) and len(_CONSENTING.findall(text)) * _A_SENTENCE > len(text):
        return _ASKS_CONSENT
    shown = f"{text[:2000]}\n{visible[:4000]}"
    if len(text) < _WALL_TEXT:
        if _ROBOT.search(shown) and not (is_article and len(text) > _WALL_TEXT // 2):
            return "a check for robots, not an article"
        if _LOGIN.search(text) or (len(text) < _SHORTEST * 3 and _LOGIN.search(visible[:4000])):
            return "a login wall: the article is only for those who are signed in"
        if _CONSENT.search(text) or (len(text) < _SHORTEST * 3 and _CONSENT.search(visible[:4000])):
            return _ASKS_CONSENT
        if _GONE.search(text) or (len(text) < _SHORTEST and _GONE.search(visible)):
            return _MISSING
    if (
        len(text) >= _SHORTEST
        or (is_article and len(text) > _SHORTEST // 3)
        or (len(text) > 25 and re.search(r"[가-힣\u3400-\u9fff]", text))
    ):
        return None
    if forward := _REFRESH.search(markup[:20_000]):
        return f"a page that only forwards to {forward[1][:200]}"
    if _SCRIPT.search(shown):
        return "an empty shell: the page needs JavaScript to show its text"
    return "an empty shell: the page has no article text"


def cuts(text: str, around: Iterable[str]) -> Iterator[str]:
    """Warnings of a text that is likely cut: it ends with an ellipsis, or the page asks to subscribe for the rest.

    ``around`` are the pieces that the page shows.
    """
    if _CUT_OFF.search(text):
        yield "truncated: the text ends with an ellipsis, it may be cut"
    if any(len(piece) <= _ASKED_LONGEST and _ASKS.search(piece) for piece in around):
        yield "wall: the page asks to subscribe or to sign in to read on, the text may be cut"
