"""Pages that are kept: the same bytes until something changed, and nobody's own page among them."""

import gzip
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from waystation.giving import pages, stamps
from waystation.giving.tests.office import NOW


class Written:
    """A view that counts how often it was asked, and says so."""

    def __init__(self, status=200, size=0):
        self.n, self.status, self.size = 0, status, size
        self.__name__ = "written"

    def __call__(self, request, *words):
        self.n += 1
        return HttpResponse(f"page {self.n} ".encode() + b"." * self.size, status=self.status)


@pytest.fixture(autouse=True)
def _empty_shelf(db, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    monkeypatch.setattr("time.monotonic", lambda: 1_000.0)
    pages.forget()
    yield
    pages.forget()


def ask(view, path="/en/", **headers):
    return pages.kept(view)(RequestFactory().get(path, headers=headers))


def test_a_page_is_written_once_and_again_after_anything_public_changed():
    view = Written()

    assert [ask(view).content for _ in range(3)] == [b"page 1 "] * 3
    stamps.touch()
    assert ask(view).content == b"page 2 "
    assert ask(view).content == b"page 2 "


def test_a_page_is_written_again_on_another_day_and_after_ten_minutes_by_either_clock(monkeypatch):
    view = Written()
    ask(view)
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW + timedelta(minutes=10))
    assert ask(view).content == b"page 2 "
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW + timedelta(days=1))
    assert ask(view).content == b"page 3 "
    monkeypatch.setattr("time.monotonic", lambda: 1_600.0)
    assert ask(view).content == b"page 4 "


def test_another_address_and_another_host_have_pages_of_their_own():
    view = Written()
    factory = RequestFactory()

    ask(view)
    assert ask(view, "/ko/").content == b"page 2 "
    other = factory.get("/en/", headers={"host": "other.test"})
    assert pages.kept(view)(other).content == b"page 3 "


def test_a_query_makes_no_other_page_and_no_view_sees_one():
    def view(request):
        return HttpResponse(f"{request.GET.dict()} {request.get_full_path()}")

    first = ask(view, "/en/?fbclid=<b>").content

    assert first == b"{} /en/"
    counted = Written()
    assert [ask(counted, f"/en/x/?n={n}").content for n in range(3)] == [b"page 1 "] * 3


def test_a_page_of_a_site_with_an_address_of_its_own_is_one_whatever_host_is_named(settings):
    settings.SITE_ORIGIN = "https://other.test"
    view, factory = Written(), RequestFactory()

    for host in ("other.test", "other.test:81", "other.test:82", "testserver"):
        request = factory.get("/en/", headers={"host": host})
        assert pages.kept(view)(request).content == b"page 1 "


@pytest.mark.parametrize("status", [404, 409, 302])
def test_what_is_no_good_answer_is_asked_for_again(status):
    view = Written(status)

    assert [ask(view).status_code for _ in range(2)] == [status] * 2
    assert view.n == 2


def test_a_form_is_never_answered_from_what_is_kept():
    view = Written()
    ask(view)

    assert pages.kept(view)(RequestFactory().post("/en/")).status_code == 405
    assert pages.kept(view)(RequestFactory().head("/en/")).status_code == 200
    assert view.n == 1


def test_a_browser_that_has_the_page_is_told_so_until_it_changes():
    view = Written()
    first = ask(view)

    again = ask(view, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    stamps.touch()
    assert ask(view, if_none_match=first["ETag"]).status_code == 200
    assert first["Cache-Control"] == "max-age=60"


def test_the_packed_page_is_the_same_page_under_another_tag():
    view = Written(size=400)

    plain, packed = ask(view), ask(view, accept_encoding="br, gzip")

    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < 60 < len(plain.content)
    assert packed["ETag"] != plain["ETag"]
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert ask(view, accept_encoding="gzip", if_none_match=plain["ETag"]).status_code == 200


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(pages, "PAGES_MAX", 3)
    view = Written()

    for n in range(5):
        ask(view, f"/en/{n}/")

    assert len(pages._shelf.pages) == 3
    assert pages._shelf.writing == {}
    assert ask(view, "/en/4/").content == b"page 5 "
    assert ask(view, "/en/0/").content == b"page 6 "
    monkeypatch.setattr(pages, "BYTES_MAX", 10)
    ask(view, "/en/5/")
    assert (len(pages._shelf.pages), pages._shelf.n_bytes) == (0, 0)
