"""robots.txt: obeyed for our name or for all, asked for once a day, and never able to stop us for long."""

import asyncio

import pytest

from monitor.fetch import Fetched, Request
from tests.fetch.conftest import answer, hang, redirect
from tests.pace import slowness

DAY = 86400.0


def asked(web):
    return len(web.seen)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/news", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: WireWatch\nAllow: /", "/a", True),
        ("User-agent: other\nUser-agent: wirewatch # us\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: wire\nDisallow: /", "/a", True),
        ("\ufeffUser-agent: *\rDisallow: /*.php$", "/a.php", False),
        ("User agent wirewatch\nDisallow: /", "/a", False),
        ("<html><body>Disallow: /</body></html>", "/a", True),
        ("", "/a", True),
        ("User-agent: *\nDisallow: /новини", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8", False),
    ],
)
async def test_rules_are_obeyed(web, fetcher, text, path, allowed):
    web.routes["/robots.txt"] = answer(text.encode())
    assert await fetcher.robots_allow(web.url + path, 0.0) is allowed


async def test_it_is_asked_for_once_a_day_even_by_many(web, fetcher):
    web.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /a")
    answers = await asyncio.gather(*(fetcher.robots_allow(web.url + "/a", 5.0) for _ in range(20)))
    assert answers == [False] * 20
    assert await fetcher.robots_allow(web.url + "/b", DAY) is True
    assert asked(web) == 1
    web.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /b")
    assert await fetcher.robots_allow(web.url + "/b", 5.0 + DAY) is False
    assert asked(web) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "403 Forbidden", "410 Gone"])
async def test_without_one_everything_is_allowed(web, fetcher, status):
    web.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /", status=status)
    assert await fetcher.robots_allow(web.url + "/a", 0.0) is True
    assert await fetcher.robots_allow(web.url + "/a", 1.0) is True
    assert asked(web) == 1


@pytest.mark.parametrize("status", ["503 Busy", "500 Oops", "429 Slow down"])
async def test_a_failing_server_disallows_for_an_hour_at_most(web, fetcher, status):
    web.routes["/robots.txt"] = answer(b"", status=status)
    assert await fetcher.robots_allow(web.url + "/a", 0.0) is False
    assert await fetcher.robots_allow(web.url + "/a", 3599.0) is False
    assert asked(web) == 1
    web.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /b")
    assert await fetcher.robots_allow(web.url + "/a", 3600.0) is True


async def test_an_older_one_goes_on_while_the_server_fails(web, fetcher):
    web.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /a")
    assert await fetcher.robots_allow(web.url + "/b", 0.0) is True
    web.routes["/robots.txt"] = answer(b"", status="503 Busy")
    assert await fetcher.robots_allow(web.url + "/b", DAY) is True
    assert await fetcher.robots_allow(web.url + "/a", DAY) is False
    assert asked(web) == 2


async def test_an_origin_out_of_reach_disallows(fetcher, dns):
    dns.names["down.example"] = OSError("x")
    assert await fetcher.robots_allow("http://down.example/a", 0.0) is False


async def test_a_refused_address_is_left_to_the_fetch_to_explain(fetcher):
    assert await fetcher.robots_allow("http://10.0.0.1/a", 0.0) is True
    assert await fetcher.robots_allow("file:///etc/passwd", 0.0) is True


async def test_redirects_are_followed_and_a_dead_end_allows(web, fetcher):
    web.routes["/robots.txt"] = redirect("/other.txt")
    web.routes["/other.txt"] = answer(b"User-agent: *\nDisallow: /")
    assert await fetcher.robots_allow(web.url + "/a", 0.0) is False
    web.routes["/robots.txt"] = redirect("/robots.txt")
    assert await fetcher.robots_allow(web.url + "/a", DAY) is True


async def test_of_a_large_one_the_first_500_kb_count(web, fetcher):
    rules = b"User-agent: *\nDisallow: /a\n"
    web.routes["/robots.txt"] = answer(rules + b"#" * 600_000 + b"\nDisallow: /b\n")
    assert await fetcher.robots_allow(web.url + "/a", 0.0) is False
    assert await fetcher.robots_allow(web.url + "/b", 0.0) is True


@pytest.mark.parametrize("line", ["User-agent: a{n}\n", "\x0bUser-agent: a{n}\x0b", " user  agent a{n}\n"])
async def test_a_flood_of_agents_and_rules_is_parsed_in_linear_time(web, fetcher, line):
    flood = "".join(line.format(n=n) for n in range(12_000)) + "Disallow: /x\n" * 12_000
    web.routes["/robots.txt"] = answer((flood + "User-agent: *\nDisallow: /a\n").encode())
    async with asyncio.timeout(10 * slowness()):
        assert await fetcher.robots_allow(web.url + "/a", 0.0) is False


async def test_other_origins_are_asked_for_themselves(web, fetcher):
    web.routes["/robots.txt"] = answer(b"")
    web.routes["/hang"] = hang
    await fetcher.robots_allow(web.url + "/a", 0.0)
    await fetcher.robots_allow(f"http://other.example:{web.port}/a", 0.0)
    assert asked(web) == 2
    web.routes["/a"] = answer(b"news")
    assert isinstance(await fetcher.get(Request(web.url + "/a")), Fetched)
