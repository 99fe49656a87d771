"""What comes back: bodies within their bounds, headers, statuses, redirects, times."""

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from monitor.fetch import Fetched, NotModified, Rejected, Request
from tests.fetch.conftest import answer, drip, hang, redirect

NEWS = "Новини — 뉴스 ".encode() * 200


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def name_of(value: object) -> str | None:
    return "bytes" if isinstance(value, bytes) else None


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


# Bodies


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", NEWS),
        ("gzip", packed(NEWS)),
        ("x-gzip", packed(NEWS)),
        ("GZip", packed(NEWS[:99]) + packed(NEWS[99:])),
        ("gzip", packed(NEWS) + b"\0" * 512),
        ("deflate", zlib.compress(NEWS)),
        ("deflate", raw_deflate(NEWS)),
    ],
    ids=name_of,
)
async def test_a_body_is_unpacked(web, fetcher, encoding, body):
    web.routes["/"] = answer(body, f"Content-Encoding: {encoding}", "Content-Type: text/xml; charset=utf-8")
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Fetched)
    assert outcome.body == NEWS
    assert outcome.content_type == "text/xml; charset=utf-8"
    assert outcome.url == web.url + "/"
    assert web.header("accept-encoding") == b"gzip, deflate"


@pytest.mark.parametrize(
    ("encoding", "body", "words", "permanent"),
    [
        ("gzip", packed(NEWS)[:-20], "cut short", False),
        ("gzip", packed(NEWS)[:1], "cut short", False),
        ("gzip", NEWS, "says it is gzip and is not", False),
        ("deflate", b"\xff\xff\xff\xff" + NEWS, "says it is deflate and is not", False),
        ("gzip", packed(b"") * 100, "says it is gzip and is not", False),
        ("gzip, gzip", packed(packed(NEWS)), "'gzip, gzip'", True),
        ("br", b"\x8b\x02\x80" + b"x" * 300, "'br'", True),
        ("zstd", b"(\xb5/\xfd", "'zstd'", True),
        ("made-up", NEWS, "'made-up'", True),
    ],
    ids=name_of,
)
async def test_a_body_that_cannot_be_unpacked_says_why(web, fetcher, encoding, body, words, permanent):
    web.routes["/"] = answer(body, f"Content-Encoding: {encoding}")
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert words in outcome.reason
    assert outcome.permanent is permanent


async def test_a_doubled_encoding_in_two_headers_is_refused(web, fetcher):
    body = packed(packed(NEWS))
    web.routes["/"] = answer(body, "Content-Encoding: gzip", "Content-Encoding: gzip")
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert "'gzip, gzip'" in outcome.reason


async def test_a_bomb_ends_within_its_bound(web, make):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    web.routes["/"] = answer(bomb, "Content-Encoding: gzip")
    tracemalloc.start()
    outcome = await make(max_bytes=1_000_000).get(Request(web.url + "/"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, Rejected)
    assert "unpack to more than the bound; at most 1 MB are read" in outcome.reason
    assert outcome.permanent
    assert peak < 8_000_000


async def test_what_says_that_it_is_too_large_is_not_read(web, fetcher):
    async def play(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 12000000\r\n\r\n")
        await hang(reader, writer)

    web.routes["/"] = play
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "the body is 12 MB large; at most 5 MB are read (settings.fetch.max_bytes)"


async def test_a_body_without_end_is_cut_off(web, fetcher):
    async def play(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(50_000))
            await writer.drain()

    web.routes["/"] = play
    outcome = await fetcher.get(Request(web.url + "/", max_bytes=300_000))
    assert isinstance(outcome, Rejected)
    assert "goes on beyond the bound" in outcome.reason
    assert "300 KB" in outcome.reason


async def test_a_body_of_just_the_bound_is_read(web, fetcher):
    web.routes["/"] = answer(packed(bytes(1000)), "Content-Encoding: gzip")
    exactly = await fetcher.get(Request(web.url + "/", max_bytes=1000))
    assert isinstance(exactly, Fetched)
    assert isinstance(await fetcher.get(Request(web.url + "/", max_bytes=999)), Rejected)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "badly chunked"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "about its length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab", "about its length"),
        (b"", "without an answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "no valid HTTP"),
    ],
    ids=name_of,
)
async def test_broken_http_is_a_connection_failure(web, fetcher, sent, words):
    web.routes["/"] = sent
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert words in outcome.reason
    assert outcome.connection
    assert not outcome.permanent


async def test_a_body_in_thousands_of_tiny_chunks_lets_others_run(web, fetcher):
    web.routes["/"] = answer(b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n", "Transfer-Encoding: chunked", length=False)
    task = asyncio.create_task(fetcher.get(Request(web.url + "/")))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    outcome = task.result()
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"x" * 20_000
    assert turns > 20_000 / 64


# Deadlines


async def test_a_dripped_body_ends_at_the_deadline_and_a_healthy_feed_is_on_time(web, fetcher):
    web.routes["/drip"] = drip([b"HTTP/1.1 200 OK\r\n\r\n"] + [b"x"] * 1000)
    web.routes["/"] = answer(NEWS)
    dripping = asyncio.create_task(fetcher.get(Request(web.url + "/drip", timeout=1)))
    assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)
    assert not dripping.done()
    assert await dripping == Rejected("timed out after 1 s", connection=True)


async def test_dripped_headers_end_at_the_deadline(web, fetcher):
    web.routes["/"] = drip([b"HTTP/1.1 200 OK\r\n"] + [b"X: y\r\n"] * 1000)
    outcome = await fetcher.get(Request(web.url + "/", timeout=0.3))
    assert outcome == Rejected("timed out after 0.3 s", connection=True)


async def test_all_hops_share_one_deadline(web, fetcher):
    def slow(location):
        return drip([b"", b"", b"", b"", redirect(location)], every=0.05)

    for hop in range(5):
        web.routes[f"/{hop}"] = slow(f"/{hop + 1}")
    web.routes["/5"] = answer(NEWS)
    outcome = await fetcher.get(Request(web.url + "/0", timeout=0.5))
    assert outcome == Rejected("timed out after 0.5 s", connection=True)
    assert len(web.seen) < 5


# Headers


async def test_a_200_kb_header_is_refused(web, fetcher):
    web.routes["/"] = answer(NEWS, "X-Big: " + "x" * 200_000)
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert "the headers of the answer are too large" in outcome.reason


async def test_5000_headers_are_refused(web, fetcher):
    web.routes["/"] = answer(NEWS, *(f"X-{n}: y" for n in range(5000)))
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert "the headers of the answer are too large" in outcome.reason
    assert outcome.permanent


async def test_no_cookie_is_kept(web, fetcher):
    web.routes["/"] = answer(NEWS, "Set-Cookie: track=me; Path=/", "Set-Cookie2: track=me")
    for _ in range(2):
        assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)
    assert web.header("cookie") is None


@pytest.mark.parametrize("etag", ['"abc"', 'W/"a,b"', "unquoted", '"\xe9\xff"', "'odd' \"x"])
async def test_validators_go_back_exactly_as_they_came(web, fetcher, etag):
    web.routes["/"] = answer(NEWS, f"ETag: {etag}", "Last-Modified: yesterday, about noon")
    first = await fetcher.get(Request(web.url + "/"))
    assert isinstance(first, Fetched)
    web.routes["/"] = answer(b"", "Cache-Control: max-age=60", status="304 Not Modified", length=False)
    second = await fetcher.get(Request(web.url + "/", etag=first.etag, last_modified=first.last_modified))
    assert second == NotModified(None, 60.0)
    assert web.header("if-none-match") == etag.encode("latin-1")
    assert web.header("if-modified-since") == b"yesterday, about noon"


async def test_304_without_a_question_is_no_answer(web, fetcher):
    web.routes["/"] = answer(b"", status="304 Not Modified", length=False)
    assert isinstance(await fetcher.get(Request(web.url + "/")), Rejected)


async def test_an_endless_etag_is_not_kept(web, fetcher):
    web.routes["/"] = answer(NEWS, "ETag: " + "e" * 3000)
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Fetched)
    assert outcome.etag is None


async def test_a_feeds_headers_go_to_its_origin_only(web, fetcher):
    web.routes["/here"] = redirect("/still-here")
    web.routes["/still-here"] = redirect(f"http://elsewhere.example:{web.port}/there")
    web.routes["/there"] = answer(NEWS)
    headers = {"Authorization": "Bearer hunter2", "user-agent": "mine", "Accept-Encoding": "br", "Host": "x"}
    await fetcher.get(Request(web.url + "/here", accept="text/xml", headers=headers))
    assert [web.header("authorization", n) for n in range(3)] == [b"Bearer hunter2"] * 2 + [None]
    assert [web.header("user-agent", n) for n in range(3)] == [b"mine"] * 2 + [b"wirewatch/0.1 (+x)"]
    assert {web.header("accept-encoding", n) for n in range(3)} == {b"gzip, deflate"}
    assert web.header("accept", 0) == b"text/xml"
    assert web.header("host", 0) == f"127.0.0.1:{web.port}".encode()


@pytest.mark.parametrize("value", ["hunter2\r\nX: y", "hunter2\0", "hunter2\ud800"])
async def test_a_header_that_cannot_be_sent_is_refused_and_not_shown(web, fetcher, value):
    outcome = await fetcher.get(Request(web.url + "/", headers={"Authorization": value}))
    assert isinstance(outcome, Rejected)
    assert "header" in outcome.reason
    assert "hunter2" not in repr(outcome)
    assert outcome.permanent
    assert web.seen == []


async def test_secrets_are_in_no_log(web, fetcher, caplog):
    caplog.set_level(1)
    web.routes["/feed?key=hunter2"] = answer(NEWS, "X-Token: hunter2")
    outcome = await fetcher.get(Request(web.url + "/feed?key=hunter2", headers={"Authorization": "hunter2"}))
    assert isinstance(outcome, Fetched)
    assert "hunter2" not in caplog.text


# Statuses


@pytest.mark.parametrize(
    ("status", "words", "permanent", "gone"),
    [
        ("403 Nope", "answered 403 Forbidden", True, False),
        ("404 Not Found", "answered 404 Not Found", True, False),
        ("410 Gone", "answered 410 Gone", True, True),
        ("408 x", "answered 408 Request Timeout", False, False),
        ("429 x", "answered 429 Too Many Requests", False, False),
        ("500 x", "answered 500 Internal Server Error", False, False),
        ("999 x", "answered 999", False, False),
        ("206 x", "answered 206 Partial Content", True, False),
        ("204 x", "answered 204 No Content", True, False),
        ("301 x", "answered 301 Moved Permanently", True, False),
    ],
)
async def test_a_status_without_a_body_for_us_says_what_it_was(web, fetcher, status, words, permanent, gone):
    web.routes["/"] = answer(b"", status=status, length=not status.startswith("204"))
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.permanent, outcome.gone) == (words, permanent, gone)
    assert outcome.status == int(status[:3])
    assert not outcome.connection


@pytest.mark.parametrize("status", ["429 Slow down", "503 Busy"])
@pytest.mark.parametrize(
    ("lines", "now", "seconds"),
    [
        (["Retry-After: 120"], 0.0, 120.0),
        (["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"], 1445412420.0, 60.0),
        (["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"], 1445412500.0, 0.0),
        (["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", "Date: Wed, 21 Oct 2015 07:27:00 GMT"], 0.0, 60.0),
        (["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"], 0.0, None),
        (["Retry-After: soon"], 0.0, None),
        (["Retry-After: " + "9" * 5000], 0.0, None),
        (["Retry-After: -1"], 0.0, None),
        ([], 0.0, None),
    ],
)
async def test_retry_after_is_read(web, fetcher, status, lines, now, seconds):
    web.routes["/"] = answer(b"", *lines, status=status)
    outcome = await fetcher.get(Request(web.url + "/", now=now))
    assert isinstance(outcome, Rejected)
    assert outcome.retry_after == seconds
    assert not outcome.permanent


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        (["Cache-Control: public, max-age=300"], 300.0),
        (['Cache-Control: max-age="300"', "Age: 100"], 200.0),
        (["Cache-Control: max-age=300", "Age: 999"], 0.0),
        (["Cache-Control: s-maxage=300"], None),
        (["Cache-Control: no-cache, max-age=300"], 0.0),
        (["Cache-Control: max-age=" + "9" * 5000], 999999999.0),
        (["Expires: Wed, 21 Oct 2015 07:28:00 GMT", "Date: Wed, 21 Oct 2015 07:27:00 GMT"], 60.0),
        (["Expires: 0", "Date: Wed, 21 Oct 2015 07:27:00 GMT"], None),
        (["Expires: Wed, 21 Oct 99999 07:28:00 GMT", "Date: x"], None),
        ([], None),
    ],
)
async def test_cache_seconds_are_read(web, fetcher, lines, seconds):
    web.routes["/"] = answer(NEWS, *lines)
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Fetched)
    assert outcome.cache_seconds == seconds


# Redirects


@pytest.mark.parametrize(
    ("chain", "moved_to"),
    [
        ([301], "/1"),
        ([308, 301], "/2"),
        ([302], None),
        ([302, 301], None),
        ([301, 302, 301], "/1"),
        ([301, 303, 307, 302, 302], "/1"),
    ],
)
async def test_a_lasting_new_address_is_what_every_hop_from_the_start_says(web, fetcher, chain, moved_to):
    for hop, status in enumerate(chain):
        web.routes[f"/{hop}"] = redirect(f"/{hop + 1}#part", status)
    web.routes[f"/{len(chain)}"] = answer(NEWS)
    outcome = await fetcher.get(Request(web.url + "/0"))
    assert isinstance(outcome, Fetched)
    assert outcome.url == f"{web.url}/{len(chain)}"
    assert outcome.moved_to == (web.url + moved_to if moved_to else None)


async def test_not_modified_behind_a_lasting_redirect_says_so_too(web, fetcher):
    web.routes["/"] = redirect("/new", 301)
    web.routes["/new"] = answer(b"", status="304 Not Modified", length=False)
    assert await fetcher.get(Request(web.url + "/", etag='"x"')) == NotModified(web.url + "/new", None)


async def test_a_redirect_to_letters_beyond_ascii_is_followed(web, fetcher):
    web.routes["/"] = redirect("/новини?q=й".encode().decode("latin-1"))
    web.routes["/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8?q=%D0%B9"] = answer(NEWS)
    assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)


async def test_a_redirect_in_an_old_encoding_is_followed(web, fetcher):
    web.routes["/"] = redirect("/caf\xe9")
    web.routes["/caf%C3%A9"] = answer(NEWS)
    assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)


async def test_a_loop_of_redirects_ends(web, fetcher):
    web.routes["/"] = redirect("/b", 301)
    web.routes["/b"] = redirect("/#x", 301)
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert "redirects in a loop" in outcome.reason
    assert len(web.seen) == 2


async def test_five_redirects_are_followed_and_six_are_not(web, fetcher):
    for hop in range(6):
        web.routes[f"/{hop}"] = redirect(f"/{hop + 1}")
    web.routes["/6"] = answer(NEWS)
    assert isinstance(await fetcher.get(Request(web.url + "/1")), Fetched)
    outcome = await fetcher.get(Request(web.url + "/0"))
    assert outcome == Rejected("redirects more than 5 times", permanent=True)


# Many at once


async def test_a_hundred_hung_hosts_starve_nobody(web, fetcher):
    web.routes["/hang"] = hang
    web.routes["/"] = answer(NEWS)
    hung = [
        asyncio.create_task(fetcher.get(Request(f"http://h{n // 2}.example:{web.port}/hang", timeout=60)))
        for n in range(200)
    ]
    async with asyncio.timeout(50):
        while len(web.seen) < 100:
            await asyncio.sleep(0)
        assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)
    assert not any(task.done() for task in hung)
    for task in hung:
        task.cancel()
    await asyncio.gather(*hung, return_exceptions=True)


async def test_one_host_gets_only_so_many_requests_at_a_time(web, make):
    fetcher = make(per_host=2)
    web.routes["/"] = drip([b"", answer(NEWS)])
    outcomes = await asyncio.gather(*(fetcher.get(Request(web.url + "/")) for _ in range(10)))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert web.most == 2
    assert not fetcher._slots._hosts  # and what nobody waits for is forgotten


async def test_waiting_for_others_does_not_count_but_has_its_own_bound(web, make):
    fetcher = make(per_host=1, timeout=0.3)
    web.routes["/hang"] = hang
    outcomes = await asyncio.gather(*(fetcher.get(Request(web.url + "/hang")) for _ in range(8)))
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Rejected)]
    assert reasons.count("timed out after 0.3 s") > 1
    assert reasons.count("waited 1.2 s in vain for other requests to 127.0.0.1") > 1
    assert len(reasons) == 8
