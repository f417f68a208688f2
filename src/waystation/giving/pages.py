"""Public pages kept as bytes for a while: nobody's page, and never older than what it shows."""

import functools
import gzip
import hashlib
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from waystation.base import clock
from waystation.giving import stamps

View = Callable[..., HttpResponse]

PAGES_MAX, BYTES_MAX = 400, 32 * 1_048_576
# Whatever a page shows is asked for again after so long, even if nobody said that it changed.
ANEW_S = 600
# How long a browser, or a server in between, may show a page without asking us.
TOLD_S = 60
GZIP_LEVEL = 6


class Kept(NamedTuple):
    """One page as it was written, and the same packed."""

    body: bytes
    packed: bytes
    content_type: str
    etag: str


@dataclass
class _Shelf:
    """What this process keeps, the page that was asked for longest ago given up first."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pages: OrderedDict[tuple[Any, ...], Kept] = field(default_factory=OrderedDict)
    n_bytes: int = 0
    # One thread writes a page, the others wait for it.
    writing: defaultdict[tuple[Any, ...], threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )


_shelf = _Shelf()


def kept(view: View) -> View:
    """Keep what a view answers in this process, for everybody who asks for the same address.

    For pages that are the same for every reader. What stands behind a question mark makes no other
    page and is hidden from the view, so that nobody has one written anew by inventing some. Every
    answer but 200 is kept nowhere. A page is asked for again when anything public changed
    (`stamps.touch`), when a day began, and after ANEW_S in any case.
    """

    @require_safe
    @functools.wraps(view)
    def keeping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.META["QUERY_STRING"], request.GET = "", QueryDict()
        key = _key(request)
        page = _taken(key)
        if page is None:
            with _writing(key):
                # Somebody may have written it while this one waited.
                page = _taken(key)
                if page is None:
                    answer = view(request, *args, **kwargs)
                    if answer.status_code != 200:
                        return answer
                    page = _put(key, _written(answer))
        return _answered(request, page)

    return keeping


def forget() -> None:
    """Give up every page that is kept."""
    with _shelf.lock:
        _shelf.pages.clear()
        _shelf.writing.clear()
        _shelf.n_bytes = 0


def _key(request: HttpRequest) -> tuple[Any, ...]:
    now = clock.now()
    return (
        # What a page's own addresses begin with; which of our names was asked for changes nothing.
        settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}",
        request.path,
        get_language(),
        stamps.now(),
        now.date(),
        int(now.timestamp()) // ANEW_S,
        # A demo's clock stands still.
        int(time.monotonic()) // ANEW_S,
    )


def _taken(key: tuple[Any, ...]) -> Kept | None:
    with _shelf.lock:
        page = _shelf.pages.get(key)
        if page is not None:
            _shelf.pages.move_to_end(key)
        return page


class _writing:
    """Hold the one pen for a page."""

    def __init__(self, key: tuple[Any, ...]) -> None:
        self._key = key

    def __enter__(self) -> None:
        with _shelf.lock:
            self._pen = _shelf.writing[self._key]
        self._pen.acquire()

    def __exit__(self, *_error: object) -> None:
        self._pen.release()
        with _shelf.lock:
            _shelf.writing.pop(self._key, None)


def _written(answer: HttpResponse) -> Kept:
    # A packed page says when it was packed, unless it is told a moment.
    packed = gzip.compress(answer.content, GZIP_LEVEL, mtime=0)
    digest = hashlib.sha256(answer["Content-Type"].encode() + b"\0" + answer.content)
    return Kept(answer.content, packed, answer["Content-Type"], digest.hexdigest()[:32])


def _put(key: tuple[Any, ...], page: Kept) -> Kept:
    with _shelf.lock:
        _shelf.pages[key] = page
        _shelf.n_bytes += len(page.body) + len(page.packed)
        while len(_shelf.pages) > PAGES_MAX or _shelf.n_bytes > BYTES_MAX:
            _key, old = _shelf.pages.popitem(last=False)
            _shelf.n_bytes -= len(old.body) + len(old.packed)
    return page


def _answered(request: HttpRequest, page: Kept) -> HttpResponse:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    # Two forms of one page are not the same bytes, and a strong tag says that they are.
    etag = f'"{page.etag}-gz"' if is_packed else f'"{page.etag}"'
    response: HttpResponse
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        body = page.packed if is_packed else page.body
        response = HttpResponse(body, content_type=page.content_type)
        if is_packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = f"max-age={TOLD_S}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
