"""Where a fetch may go: checked as written, at connect, over redirects, against rebinding, by proxy."""

import asyncio
import contextlib
import gc
import socket
import ssl
import struct

import pytest

from monitor.errors import MonitorError
from monitor.fetch import Fetched, Rejected, Request
from monitor.fetch.backend import Resolver
from tests.fetch.conftest import DATA, Web, answer, hang, plain_server, redirect


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.1/", "unusual spelling"),
        ("http://2130706433/", "unusual spelling"),
        ("http://0x7f.1/", "unusual spelling"),
        ("http://017700000001/", "unusual spelling"),
        ("http://0/", "unusual spelling"),
        ("http://127。0。0。1/", "unusual spelling"),
        ("http://１２７.0.0.1/", "unusual spelling"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::7f00:1]/", "IPv4 address inside"),
        ("http://[::1]/", "this machine"),
        ("http://169.254.169.254/latest/meta-data/", "link-local"),
        ("http://evil@127.0.0.1/", "user name"),
        ("http://xn--a/", "internationalised"),
        ("http://news.example:99999/", "port"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("/etc/passwd", "scheme"),
        ("http://a\r\nb/", "control"),
        ("", "scheme"),
    ],
)
async def test_a_bad_address_is_refused_in_words(fetcher, dns, url, words):
    outcome = await fetcher.get(Request(url))
    assert isinstance(outcome, Rejected)
    assert words in outcome.reason
    assert outcome.permanent
    assert not outcome.connection
    assert dns.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "inside.example"])
async def test_loopback_is_out_of_reach_unless_allowed(web, make, host):
    web.routes["/"] = answer(b"secret")
    url = f"http://{host}:{web.port}/"
    outcome = await make(allow_networks=()).get(Request(url))
    assert isinstance(outcome, Rejected)
    assert "this machine" in outcome.reason
    assert web.seen == []
    assert isinstance(await make().get(Request(url)), Fetched)


async def test_an_odd_port_of_a_public_address_is_refused(fetcher, dns):
    dns.names["news.example"] = ["93.184.216.34"]
    outcome = await fetcher.get(Request("http://news.example:22/"))
    assert isinstance(outcome, Rejected)
    assert "port 22" in outcome.reason
    assert outcome.permanent


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://news.example/", "only http and https"),
        ("http://10.0.0.1/", "private"),
        ("//169.254.169.254/latest", "link-local"),
        ("http://inside.example/", "private"),
        ("http://user:hunter2@127.0.0.1/", "user name"),
        ("http://2130706433/", "unusual spelling"),
        ("http://[/", "refused"),
    ],
)
async def test_a_redirect_is_checked_like_any_address(web, fetcher, dns, location, words):
    dns.names["inside.example"] = ["192.168.1.1"]
    web.routes["/"] = redirect(location)
    outcome = await fetcher.get(Request(web.url + "/"))
    assert isinstance(outcome, Rejected)
    assert words in outcome.reason
    assert "hunter2" not in outcome.reason
    assert outcome.permanent
    assert len(web.seen) == 1


async def test_a_name_that_rebinds_is_checked_each_time_and_looked_up_once_a_connection(web, fetcher, dns):
    web.routes["/"] = answer(b"news")
    dns.names["news.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    url = f"http://news.example:{web.port}/"
    first = await fetcher.get(Request(url))
    assert isinstance(first, Fetched)
    assert dns.asked == ["news.example"]
    assert web.header("host") == f"news.example:{web.port}".encode()
    second = await fetcher.get(Request(url))
    assert isinstance(second, Rejected)
    assert "private" in second.reason
    assert len(web.seen) == 1


async def test_of_mixed_addresses_only_the_good_ones_are_tried(web, fetcher, dns):
    web.routes["/"] = answer(b"news")
    dns.names["news.example"] = ["10.0.0.1", "::1", "fd00::1", "127.0.0.1"]
    outcome = await fetcher.get(Request(f"http://news.example:{web.port}/", timeout=3))
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"news"


async def test_the_next_address_is_tried_where_one_refuses(web, fetcher, dns):
    web.routes["/"] = answer(b"news")
    dns.names["news.example"] = ["127.0.0.99", "127.0.0.1"]
    assert isinstance(await fetcher.get(Request(f"http://news.example:{web.port}/")), Fetched)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "is not known to DNS"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "could not be looked up in DNS"),
        (TimeoutError(), "DNS did not answer in time"),
        ([], "has no address"),
    ],
)
async def test_a_name_that_cannot_be_found_is_a_connection_failure(fetcher, dns, failure, words):
    dns.names["news.example"] = failure
    outcome = await fetcher.get(Request("http://news.example/"))
    assert isinstance(outcome, Rejected)
    assert "news.example" in outcome.reason
    assert words in outcome.reason
    assert outcome.connection
    assert not outcome.permanent


async def test_a_name_whose_look_up_hangs_ends_at_the_deadline_and_holds_up_no_other(web, fetcher, dns):
    web.routes["/"] = answer(b"news")
    dns.names["hangs.example"] = asyncio.Event()
    hung = [asyncio.create_task(fetcher.get(Request("http://hangs.example/", timeout=0.5))) for _ in range(2)]
    await asyncio.sleep(0)
    assert isinstance(await fetcher.get(Request(f"http://news.example:{web.port}/")), Fetched)
    assert not any(task.done() for task in hung)
    assert [await task for task in hung] == [Rejected("timed out after 0.5 s", connection=True)] * 2


async def test_the_system_resolver_is_asked_off_the_loop():
    resolver = Resolver()
    assert "127.0.0.1" in await resolver("127.0.0.1", 80)
    with pytest.raises((OSError, UnicodeError)):
        await resolver("a" * 64 + ".example", 80)


async def test_a_refused_connection_is_said_so(make):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = await make().get(Request(f"http://127.0.0.1:{unused.getsockname()[1]}/"))
    assert outcome == Rejected("the connection was refused", connection=True)


@pytest.fixture
async def secure():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem")
    web = Web()

    def note(connection: ssl.SSLObject, name: str, _: ssl.SSLContext) -> None:
        web.sni.append(name)

    context.sni_callback = note
    async with web.serving(context):
        web.routes["/"] = answer(b"news")
        yield web


async def test_certificate_and_sni_go_by_the_name(secure, fetcher):
    outcome = await fetcher.get(Request(f"https://news.example:{secure.port}/"))
    assert isinstance(outcome, Fetched)
    assert secure.sni == ["news.example"]
    assert secure.header("host") == f"news.example:{secure.port}".encode()


async def test_a_certificate_problem_is_named(secure, fetcher):
    other = await fetcher.get(Request(f"https://other.example:{secure.port}/"))
    assert isinstance(other, Rejected)
    assert other.reason.startswith("certificate problem: Hostname mismatch")
    assert other.connection
    assert secure.seen == []


async def test_an_untrusted_certificate_is_refused(secure, dns):
    from monitor.config.settings import FetchSettings
    from monitor.fetch import Fetcher

    usual = Fetcher(FetchSettings(allow_networks=("127.0.0.0/8",)), user_agent="x", resolve=dns)
    outcome = await usual.get(Request(f"https://news.example:{secure.port}/"))
    await usual.close()
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "certificate problem: self-signed certificate"


async def test_no_tls_where_tls_should_be(web, fetcher):
    web.routes["*"] = hang
    outcome = await fetcher.get(Request(f"https://127.0.0.1:{web.port}/", timeout=0.3))
    assert outcome == Rejected("timed out after 0.3 s", connection=True)
    gc.collect()  # an unclosed connection would warn here, and warnings are errors


async def test_plain_http_where_tls_should_be(web, fetcher):
    async def play(reader, writer):
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with plain_server(play) as port:
        outcome = await fetcher.get(Request(f"https://127.0.0.1:{port}/"))
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("no secure connection: ")
    assert outcome.connection


async def test_a_tls_connection_that_is_closed_early(secure, fetcher):
    secure.routes["/"] = b""
    outcome = await fetcher.get(Request(f"https://news.example:{secure.port}/"))
    assert outcome == Rejected("the server closed the connection without an answer", connection=True)


@pytest.mark.parametrize("tls", ["http", "https"])
async def test_a_reset_connection_is_said_so(fetcher, tls):
    async def play(reader, writer):
        await reader.read(1)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    async with plain_server(play) as port:
        outcome = await fetcher.get(Request(f"{tls}://127.0.0.1:{port}/"))
    assert outcome == Rejected("the connection was reset", connection=True)


async def test_the_environments_proxy_is_not_used(web, fetcher, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    web.routes["/"] = answer(b"news")
    assert isinstance(await fetcher.get(Request(web.url + "/")), Fetched)


async def test_a_proxy_by_setting_is_asked_for_public_names_only(web, make, dns):
    fetcher = make(proxy=f"http://me:hunter2@127.0.0.1:{web.port}", allow_networks=())
    web.routes["http://news.example/a?b=c"] = answer(b"by proxy")
    dns.names["news.example"] = ["93.184.216.34"]
    dns.names["inside.example"] = ["93.184.216.34", "10.1.2.3"]
    dns.names["elsewhere.example"] = socket.gaierror(socket.EAI_NONAME, "x")
    dns.names["db.internal"] = dns.names["db"] = socket.gaierror(socket.EAI_NONAME, "x")
    outcome = await fetcher.get(Request("http://news.example/a?b=c"))
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"by proxy"
    assert web.header("proxy-authorization") is not None
    for url, words in {
        "http://inside.example/": "private",
        "http://127.0.0.1/": "this machine",
        "http://db.internal/": "looks internal",
        "http://db/": "looks internal",
    }.items():
        refused = await fetcher.get(Request(url))
        assert isinstance(refused, Rejected)
        assert words in refused.reason
    assert len(web.seen) == 1
    web.routes["http://elsewhere.example/"] = answer(b"known to the proxy")
    assert isinstance(await fetcher.get(Request("http://elsewhere.example/")), Fetched)


async def test_a_proxy_that_refuses_is_named_without_its_password(web, make, dns):
    fetcher = make(proxy=f"http://me:hunter2@127.0.0.1:{web.port}")
    dns.names["news.example"] = ["93.184.216.34"]
    web.routes["*"] = answer(status="407 hunter2")
    outcome = await fetcher.get(Request("https://news.example/"))
    assert outcome == Rejected("the proxy refused, 407", connection=True)


@pytest.mark.parametrize("proxy", ["socks9://me:hunter2@x", "http://me:hunter2@x:port", "http://"])
def test_a_proxy_that_is_none_is_an_error_without_secrets(make, proxy):
    with pytest.raises(MonitorError) as caught:
        make(proxy=proxy)
    assert "settings.fetch.proxy" in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_cancelling_a_fetch_frees_its_place(web, make):
    fetcher = make(per_host=1)
    web.routes["/hang"] = hang
    web.routes["/"] = answer(b"news")
    task = asyncio.create_task(fetcher.get(Request(web.url + "/hang")))
    async with asyncio.timeout(30):
        while not web.seen:
            await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert isinstance(await fetcher.get(Request(web.url + "/", timeout=5)), Fetched)
