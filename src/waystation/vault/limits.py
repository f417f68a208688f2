"""Limits on how often: buckets in this process's memory, under a key that ends with it.

Nothing here is stored or logged, and an address is cut to its network before it is digested.
"""

import ipaddress
import secrets
import threading
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from math import ceil

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from waystation.base.errors import Later
from waystation.vault import seal

NETWORK_V4, NETWORK_V6 = 24, 48
BUCKETS_MAX = 20_000
_key = secrets.token_bytes(32)
_now_s = time.monotonic


@dataclass(frozen=True)
class Rule:
    """How many at once, how long one takes to come back, and how a delay grows that does not end.

    With `longest_s`, whoever used all up waits `first_s`, then twice as long each time, up to
    it; after `forgotten_s` without a try everything is as at first.
    """

    free: int
    back_s: float
    first_s: float = 0
    longest_s: float = 0
    forgotten_s: float = 300


RULES = {
    # Per network and name: strangers elsewhere hold nobody up.
    "sign-in": Rule(free=6, back_s=10, first_s=2, longest_s=42),
    # Per network, for whoever tries one passphrase on many names.
    "sign-in-all": Rule(free=60, back_s=1),
    # Per person: whoever sits down at an open console is not to find out its passphrase.
    "confirm": Rule(free=6, back_s=10, first_s=2, longest_s=42),
    "recover": Rule(free=6, back_s=10, first_s=2, longest_s=42),
    "tip": Rule(free=5, back_s=720),
    "tip-all": Rule(free=10, back_s=6),
    # Per network, for every form of the public site.
    "site-form": Rule(free=30, back_s=10),
    # Per network and then for all: whatever a stranger asks of the organisation.
    "ask": Rule(free=5, back_s=300),
    "ask-all": Rule(free=60, back_s=20),
    # Per address: mails that go at once to an address which somebody merely typed.
    "ask-address": Rule(free=6, back_s=900),
    # Links to a donor's own page, known or not: per network, per network and address, and per
    # address: a stranger elsewhere holds nobody up before their mailbox has had enough.
    "own-link": Rule(free=6, back_s=300),
    "own-address": Rule(free=3, back_s=900),
    "own-address-all": Rule(free=9, back_s=600),
    # Per network: links that are opened, or letters that are wanted no more.
    "own-open": Rule(free=20, back_s=15),
    # Per network: plans that newcomers open, and calendars that programs ask for. A shelter is one.
    "plan-open": Rule(free=60, back_s=5),
    "plan-calendar": Rule(free=60, back_s=5),
    # Per network: seekers who look how their search stands.
    "search-open": Rule(free=60, back_s=5),
    "api": Rule(free=10, back_s=0.2),
    # Per network and then for all: pages asked for on the site, and reports of pages.
    "page-ask": Rule(free=4, back_s=900),
    "page-ask-all": Rule(free=40, back_s=30),
    "page-report": Rule(free=6, back_s=300),
}


class Slowed(Later):
    """Too often from there: the same again after a while."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float
    strikes: int = 0
    closed_until_s: float = 0


@dataclass
class _Buckets:
    """The buckets of this process by their kind, the oldest of a kind given up first.

    So whoever fills one kind, say with names nobody has, frees nobody of another one's delay.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: defaultdict[str, OrderedDict[bytes, _Bucket]] = field(
        default_factory=lambda: defaultdict(OrderedDict)
    )


_all = _Buckets()


def take(kind: str, key: str) -> None:
    """Count one try of a kind for a key, such as a network or a network and a name.

    Raises:
      Slowed: too many; it says after how many seconds to try again.
    """
    rule, now_s = RULES[kind], _now_s()
    with _all.lock:
        bucket = _bucket(kind, key, rule, now_s)
        wait_s = _wait_s(bucket, rule, now_s)
        if wait_s <= 0:
            _count(bucket, rule, now_s)
    if wait_s > 0:
        wait = ceil(wait_s)
        raise Slowed(
            _("That was too often."),
            hint=_("Try again in %(n)s seconds.") % {"n": wait},
            wait_s=wait,
        )


def give_back(kind: str, key: str) -> None:
    """Forget the tries of a key: whoever found the way in was no guesser."""
    with _all.lock:
        _all.kept[kind].pop(_name(kind, key), None)


def network_of(request: HttpRequest) -> str:
    """Name the network a request came from, as wide as one customer of a provider may be.

    Behind `settings.PROXIES` front servers it is the address that the outermost of them saw;
    without any, nobody's word is taken for it.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",") if settings.PROXIES else []
    seen = told[-settings.PROXIES].strip() if len(told) >= settings.PROXIES > 0 else ""
    try:
        address = ipaddress.ip_address(seen or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    wide = NETWORK_V4 if address.version == 4 else NETWORK_V6
    return str(ipaddress.ip_network((address, wide), strict=False))


def _bucket(kind: str, key: str, rule: Rule, now_s: float) -> _Bucket:
    name, kept = _name(kind, key), _all.kept[kind]
    bucket = kept.get(name)
    if bucket is None or now_s - bucket.at_s >= rule.forgotten_s + rule.free * rule.back_s:
        bucket = kept[name] = _Bucket(rule.free, now_s)
        if len(kept) > BUCKETS_MAX:
            kept.popitem(last=False)
    kept.move_to_end(name)
    return bucket


def _wait_s(bucket: _Bucket, rule: Rule, now_s: float) -> float:
    if bucket.strikes:
        return bucket.closed_until_s - now_s
    left = min(rule.free, bucket.left + (now_s - bucket.at_s) / rule.back_s)
    return 0 if left >= 1 or rule.longest_s else (1 - left) * rule.back_s


def _count(bucket: _Bucket, rule: Rule, now_s: float) -> None:
    bucket.left = min(rule.free, bucket.left + (now_s - bucket.at_s) / rule.back_s) - 1
    bucket.at_s = now_s
    if rule.longest_s and (bucket.strikes or bucket.left < 1):
        delay_s = min(rule.longest_s, rule.first_s * 2**bucket.strikes)
        bucket.strikes += 1
        bucket.closed_until_s = now_s + delay_s


def _name(kind: str, key: str) -> bytes:
    return seal.keyed_digest(_key, f"{kind}\0{key}".encode("utf-8", "surrogatepass"))
