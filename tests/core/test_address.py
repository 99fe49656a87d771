import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.address import Target, canonical_key, refusal, split

_REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.9.9
192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378::1 2001:10::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1
3fff::1 4000::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 5f00::1
"""
_PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.1.1 198.17.1.1
198.20.0.1 223.255.255.1 ::ffff:8.8.8.8 2001:4860:4860::8888 2606:4700::1111 2a00:1450:4001::200e 2400:cb00::1
"""


@pytest.mark.parametrize("ip", _REFUSED.split())
def test_what_is_not_plainly_public_is_refused(ip):
    assert refusal(ip, [], 443)
    assert refusal(ip, [])


@pytest.mark.parametrize("ip", _PUBLIC.split())
def test_what_is_public_is_fine_on_the_ports_of_news(ip):
    assert [refusal(ip, [], port) for port in (None, 80, 443, 8080, 8443)] == [None] * 5
    assert "port 22" in str(refusal(ip, [], 22))


def test_allowed_networks_permit_their_addresses_on_any_port_and_no_others():
    assert refusal("10.1.2.3", ["10.1.0.0/16"], 9999) is None
    assert refusal("::ffff:10.1.2.3", ["10.1.0.0/16"], 9999) is None
    assert refusal("fd00::5", ["10.0.0.0/8", "fd00::/8"]) is None
    assert refusal("10.2.0.1", ["10.1.0.0/16"])
    assert refusal("10.1.2.3", ["10.1.2.4/16"]) is None  # host bits set
    assert refusal("8.8.8.8", ["10.0.0.0/8"], 22)


def test_what_is_no_address_is_refused():
    assert refusal("news.example", ["0.0.0.0/0", "::/0"])


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_v4_is_judged_the_same_when_it_is_mapped(ip):
    assert (refusal(str(ip), []) is None) == (refusal(f"::ffff:{ip}", []) is None)


@settings(deadline=None)
@given(st.ip_addresses())
def test_nothing_passes_that_python_calls_private_or_special(ip):
    if refusal(str(ip), []) is None:
        inner = getattr(ip, "ipv4_mapped", None) or ip
        assert inner.is_global
        assert not any((inner.is_multicast, inner.is_reserved, inner.is_loopback, inner.is_link_local))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no scheme"),
        ("news.example/a", "no scheme"),
        ("//news.example/a", "no scheme"),
        ("/etc/passwd", "no scheme"),
        ("file:///etc/passwd", "file: addresses"),
        ("gopher://news.example/", "gopher: addresses"),
        ("javascript:alert(1)", "javascript: addresses"),
        ("http:/news.example", "no host"),
        ("http:///a", "no host"),
        ("http://./", "no host"),
        ("http://user:hunter2@news.example/", "user name"),
        ("http://news.example\\@10.0.0.1/", "user name"),
        ("http://news.example\\.evil.example/", "characters that no host has"),
        ("http://ne ws.example/", "characters that no host has"),
        ("http://ne%2ews.example/", "characters that no host has"),
        ("http://ne\u200bws.example/", "characters that no host has"),
        ("http://news.example\n/", "control characters"),
        ("http://news.example:/x y:99999", None),
        ("http://news.example:99999/", "no port"),
        ("http://news.example:0/", "no port"),
        ("http://news.example:٨٠/", "no port"),
        ("http://news.example:80:80/", "no port"),
        ("http://127.1/", "unusual spelling"),
        ("http://127.0.0.1.:80/", None),
        ("http://0177.0.0.1/", "unusual spelling"),
        ("http://0x7f000001/", "unusual spelling"),
        ("http://1.2.3.4.5/", "unusual spelling"),
        ("http://256.1.1.1/", "unusual spelling"),
        ("http://①②⑦.0.0.1/", "unusual spelling"),
        ("http://[::1/", "not written as"),
        ("http://[::g]/", "no IPv6 address"),
        ("http://[fe80::1%25eth0]/", "network interface"),
        ("http://xn--/", "internationalised"),
        ("http://xn--a.example/", "internationalised"),
        ("http://a..example/", "no valid name"),
        ("http://-a.example/", "no valid name"),
        ("http://" + "a" * 64 + ".example/", "no valid name"),
        ("http://" + "a." * 200 + "example/", "characters that no host has"),
        ("http://news.example/" + "a" * 9000, "longer than"),
        ("http://news.example/\ud800", "broken characters"),
    ],
)
def test_an_address_is_checked_as_it_is_written(url, words):
    found = split(url)
    if words is None:
        assert isinstance(found, Target)
    else:
        assert isinstance(found, str)
        assert words in found
        assert "hunter2" not in found


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (" HTTP://News.Example. ", Target("http://news.example/", "http", "news.example", 80)),
        ("https://news.example:443?a=b#c", Target("https://news.example/?a=b", "https", "news.example", 443)),
        ("https://укр.укр/й", Target("https://xn--j1amh.xn--j1amh/%D0%B9", "https", "xn--j1amh.xn--j1amh", 443)),
        ("http://ｎｅｗｓ。example/", Target("http://news.example/", "http", "news.example", 80)),
        ("http://[2606:4700:0::1]:8080/a b", Target("http://[2606:4700::1]:8080/a%20b", "http", "2606:4700::1", 8080)),
        ("http://my_host.test/100%/%41|", Target("http://my_host.test/100%25/%41|", "http", "my_host.test", 80)),
    ],
)  # fmt: skip
def test_a_good_address_is_taken_apart(url, target):
    assert split(url) == target
    assert split(target.url) == target


@settings(deadline=None)
@given(st.text(max_size=40))
@example("http://[")
@example("http://\u2488com/")
@example("http://ß.\u0130/")
def test_any_text_is_split_or_refused(text):
    for url in (text, "http://" + text, "https://news.example/" + text):
        found = split(url)
        if isinstance(found, Target):
            assert split(found.url) == found
            assert found.url.isascii()
            assert urlsplit(found.url).hostname == found.host
        key = canonical_key(url)
        assert isinstance(found, str) or canonical_key("https://" + key) == key


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_a_host_of_digits_is_exactly_the_address_it_reads_as(ip):
    found = split(f"http://{ip}/")
    assert isinstance(found, Target)
    assert ipaddress.ip_address(found.host) == ip
    assert isinstance(split(f"http://{int(ip)}/"), str)
    assert isinstance(split(f"http://{int(ip):#x}/"), str)


ONE = "news.example/a/b?id=7&x=%D0%B9"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a/b?id=7&x=%D0%B9",
        "http://www.news.example/a/b/?x=й&id=7#comments",
        "HTTPS://NEWS.example:443/%61/b?id=7&utm_source=rss&UTM_Medium=x&x=%d0%b9",
        "http://news.example:80//../a/b?id=7&x=%D0%B9&fbclid=1&gclid=&yclid=2".replace("//../", "/"),
        " http://news.example./a/b//?&id=7&&x=%D0%B9 ",
    ],
)
def test_spellings_of_one_address_have_one_key(url):
    assert canonical_key(url) == ONE


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/A/b?id=7&x=%D0%B9",
        "https://news.example/a/b?id=8&x=%D0%B9",
        "https://news.example/a/b?id=7",
        "https://news.example:8080/a/b?id=7&x=%D0%B9",
        "https://ua.news.example/a/b?id=7&x=%D0%B9",
        "https://news.example/a%2Fb?id=7&x=%D0%B9",
    ],
)
def test_other_addresses_have_other_keys(url):
    assert canonical_key(url) != ONE


def test_odd_keys():
    assert canonical_key("https://news.example") == canonical_key("https://www.news.example/") == "news.example/"
    assert canonical_key("https://www.com/") == "www.com/"
    assert canonical_key("tag:news.example,2024:7 ") == "tag:news.example,2024:7"


words = st.text("abcXYZ019-._~%й &=+/", max_size=8)


@settings(deadline=None)
@given(st.lists(words, max_size=3), st.lists(st.tuples(words, words), max_size=4), st.randoms())
def test_the_order_and_the_trackers_of_parameters_do_not_matter(path, pairs, random):
    url = "https://news.example/" + "/".join(path) + "?"
    shuffled = [f"{name}={value}" for name, value in pairs]
    one = url + "&".join(shuffled) + "#"
    random.shuffle(shuffled)
    other = url.replace("https", "http").replace("//", "//www.", 1) + "&".join([*shuffled, "utm_id=1"]) + "#x"
    if not any("&" in name + value for name, value in pairs):
        assert canonical_key(one) == canonical_key(other)
    assert canonical_key("http://" + canonical_key(one)) == canonical_key(one)
