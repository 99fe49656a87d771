"""Addresses: which may be fetched at all, and when two of them are the same article.

Owns the rules for hosts, ports and IP addresses and the identity of a URL. Never resolves a name or
opens a connection: ``monitor.fetch`` asks here about what it has resolved, right before it connects.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = frozenset({80, 443, 8080, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8000

# ``is_global`` alone is unsafe: it is true for multicast, 64:ff9b::/96, ::127.0.0.1, fec0::/10 and 2002::/16
# (changedetection CVE-2026-27696, Miniflux CVE-2026-21885). The first network that holds an address names it.
_REFUSED = tuple(
    (ipaddress.ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "is this machine itself"),
        ("10.0.0.0/8", "is a private address"),
        ("100.64.0.0/10", "is an address inside a provider's network"),
        ("127.0.0.0/8", "is this machine itself"),
        ("169.254.0.0/16", "is a link-local address"),
        ("172.16.0.0/12", "is a private address"),
        ("192.0.0.0/24", "is a reserved address"),
        ("192.0.2.0/24", "is an address for documentation"),
        ("192.88.99.0/24", "is a 6to4 relay"),
        ("192.168.0.0/16", "is a private address"),
        ("198.18.0.0/15", "is an address for benchmarks"),
        ("198.51.100.0/24", "is an address for documentation"),
        ("203.0.113.0/24", "is an address for documentation"),
        ("224.0.0.0/4", "is a multicast address"),
        ("255.255.255.255/32", "is the broadcast address"),
        ("240.0.0.0/4", "is a reserved address"),
        ("::/128", "is this machine itself"),
        ("::1/128", "is this machine itself"),
        ("::/96", "carries an IPv4 address inside"),
        ("64:ff9b::/96", "carries an IPv4 address inside"),
        ("64:ff9b:1::/48", "carries an IPv4 address inside"),
        ("2001::/32", "carries an IPv4 address inside"),
        ("2001::/23", "is a reserved address"),
        ("2001:db8::/32", "is an address for documentation"),
        ("2002::/16", "carries an IPv4 address inside"),
        ("3fff::/20", "is an address for documentation"),
        ("fc00::/7", "is a private address"),
        ("fe80::/10", "is a link-local address"),
        ("fec0::/10", "is a private address"),
        ("ff00::/8", "is a multicast address"),
    )
)
_UNICAST6 = ipaddress.ip_network("2000::/3")

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # the last label of a WHATWG host that "ends in a number"
_NO_HOST = re.compile(r"[\x00-\x20%\\\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")

_TRACKING = frozenset({
    "__twitter_impression", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "at_bbc_team", "at_campaign",
    "at_format", "at_link_id", "at_link_origin", "at_link_type", "at_medium", "at_ptr_name", "cmpid",
    "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "guccounter", "guce_referrer", "guce_referrer_sig",
    "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ns_campaign", "ns_fee",
    "ns_linkname", "ns_mchannel", "ns_source", "ocid", "oly_anon_id", "oly_enc_id", "pk_campaign",
    "pk_kwd", "pk_medium", "pk_source", "ref_src", "ref_url", "s_cid", "smid", "smtyp", "spm", "ttclid",
    "twclid", "vero_id", "wbraid", "wt_mc", "xtor", "yclid", "ymclid",
})  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_", "at_custom")

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True)
class Target:
    """A URL that may be tried. ``host`` is ASCII (IPv6 without brackets); ``url`` has no fragment."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return what must be equal for two URLs to share secrets (RFC 6454)."""
        return (self.scheme, self.host, self.port)


def refusal(ip: str, allow_networks: Sequence[str], port: int | None = None) -> str | None:
    """Say why the address ``ip`` must not be connected to, or ``None`` where it may.

    Fine is what lies in ``allow_networks`` (CIDRs, any port), and plain public unicast on port 80, 443,
    8080 or 8443. An IPv4 address mapped into IPv6 is judged as that IPv4 address.
    """
    try:
        address = _unmapped(ipaddress.ip_address(ip.partition("%")[0]))
    except ValueError:
        return f"{ip} is no IP address"
    if _lies_in(address, allow_networks):
        return None
    advice = "settings.fetch.allow_networks can permit it"
    for network, words in _REFUSED:
        if address.version == network.version and address in network:
            return f"{address} {words}; {advice}"
    if not address.is_global or address.is_multicast or (address.version == 6 and address not in _UNICAST6):
        return f"{address} is no public address; {advice}"
    if port is not None and port not in _PORTS:
        return f"port {port} is not one that news is served on (80, 443, 8080, 8443); {advice}"
    return None


def split(url: str) -> Target | str:
    """Check a URL as it is written and take it apart; a ``str`` says in words what is wrong with it.

    The words never repeat user names, passwords, paths or parameters, since these can be secret.
    """
    url = url.strip()
    if len(url) > _MAX_URL:
        return f"the address is longer than {_MAX_URL} characters"
    if re.search(r"[\x00-\x1f\x7f]", url):
        return "the address contains control characters"
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if not colon or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme):
        return "the address has no scheme; write http:// or https://"
    if scheme not in _DEFAULT_PORTS:
        return f"{scheme[:20]}: addresses are not fetched, only http and https"
    if not rest.startswith("//"):
        return "the address has no host"
    authority, path = re.fullmatch(r"//([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if "@" in authority:
        return "the address carries a user name; put credentials into the feed's headers"
    found = re.fullmatch(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(.*))?", authority)
    if found is None:
        return "the host is not written as a name or an IP address"
    port = _port(found[2], scheme)
    if isinstance(port, str):
        return port
    host, problem = _host(found[1])
    if problem:
        return problem
    path = path.partition("#")[0]
    if not path.startswith("/"):
        path = "/" + path
    try:
        path = quote(_LONE_PERCENT.sub("%25", path), safe="/%:?&=+,;@!$'()*~[]|")
    except UnicodeError:  # lone surrogates
        return "the address contains broken characters"
    shown = f"[{host}]" if ":" in host else host
    if port != _DEFAULT_PORTS[scheme]:
        shown = f"{shown}:{port}"
    return Target(url=f"{scheme}://{shown}{path}", scheme=scheme, host=host, port=port)


def canonical_key(url: str) -> str:
    """Return the identity of an address: equal for two spellings of one article's URL.

    Scheme, ``www.``, default ports, fragment, tracking parameters and a trailing slash are dropped, the
    host is lower-case ASCII, escapes are normalised, parameters sorted. The key of ``https://`` + key is the
    key itself. What is no URL is its own key.
    """
    stripped = url.strip()
    target = split(stripped)
    if isinstance(target, str):
        return stripped
    parts = urlsplit(target.url)
    host = target.host
    while host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    if ":" in host:
        host = f"[{host}]"
    port = "" if target.port in _DEFAULT_PORTS.values() else f":{target.port}"
    path = _normal(parts.path).rstrip("/")
    names = (pair for pair in _normal(parts.query).split("&") if pair)
    kept = sorted(pair for pair in names if not _tracks(pair.partition("=")[0].lower()))
    return f"{host}{port}{path or '/'}" + ("?" + "&".join(kept) if kept else "")


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _unmapped(address: _IP) -> _IP:
    return (address.version == 6 and address.ipv4_mapped) or address


def _lies_in(address: _IP, networks: Sequence[str]) -> bool:
    parsed = (ipaddress.ip_network(network, strict=False) for network in networks)
    return any(address.version == network.version and address in network for network in parsed)


def _port(written: str | None, scheme: str) -> int | str:
    if not written:
        return _DEFAULT_PORTS[scheme]
    if not re.fullmatch(r"[0-9]{1,7}", written) or not 0 < int(written) < 65536:
        return f"{written[:20]!r} is no port; ports are 1 to 65535"
    return int(written)


def _host(written: str) -> tuple[str, str]:
    """Return the host in ASCII, or what is wrong with it."""
    shown = repr(written[:60])
    if written.startswith("["):
        try:
            address = ipaddress.IPv6Address(written[1:-1])
        except ValueError:
            return "", f"{shown} is no IPv6 address"
        if address.scope_id is not None:
            return "", f"{shown} names a network interface"
        return address.compressed, ""
    if not written.strip("."):
        return "", "the address has no host"
    if _NO_HOST.search(written) or len(written) > 255:
        return "", f"the host {shown} contains characters that no host has"
    name = written.lower()
    if not name.isascii() or "xn--" in name:
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
            for label in name.split("."):
                idna.ulabel(label)
        except UnicodeError as error:  # idna.IDNAError is one
            return "", f"the host {shown} is no valid internationalised name: {error}"
        if _NUMBER.fullmatch(name.rstrip(".").rpartition(".")[2]):
            return "", f"the host {shown} is an IP address in an unusual spelling"
    name = name.removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return ipaddress.IPv4Address(name).compressed, ""
        except ValueError:
            return "", f"the host {shown} is an IP address in an unusual spelling"
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return "", f"the host {shown} is no valid name"
    return name, ""


def _normal(text: str) -> str:
    """Decode escapes of unreserved characters and write the others in capitals (RFC 3986, 6.2.2)."""

    def decide(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    return _ESCAPE.sub(decide, text)
