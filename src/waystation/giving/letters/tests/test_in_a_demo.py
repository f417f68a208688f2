"""A demo without a mail server puts letters that go at once into files; nobody else does."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.letters import in_a_demo, services
from waystation.giving.tests.site import at_site, visitor

__all__ = ["at_site", "visitor"]
LINK = {"url": "http://127.0.0.1:8001/en/own/open/secret/"}
TOLD = "no letter leaves it"


@pytest.fixture(autouse=True)
def _no_mail_server(slots, settings):
    settings.MAIL_SERVER = settings.MAIL_FROM = settings.SITE_ORIGIN = ""


@pytest.fixture
def demo():
    clock.stand_at(datetime(1855, 3, 2, 9, tzinfo=UTC))


def written(settings):
    return sorted((settings.HOME / "letters").glob("*.eml"))


def test_a_letter_of_a_demo_is_a_private_file_that_mail_programs_open(demo, settings):
    services.send("link", "gerrit@example.org", "en", LINK)

    (path,) = written(settings)
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["To"] == "gerrit@example.org"
    assert LINK["url"] in mail.get_body(("plain",)).get_content()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_outside_a_demo_nothing_is_written_and_the_refusal_stands(settings):
    with pytest.raises(Refused, match="No mail server"):
        services.send("link", "gerrit@example.org", "en", LINK)

    assert written(settings) == []


def test_a_demo_with_a_mail_server_writes_no_file(demo, office, settings):
    services.send("link", "gerrit@example.org", "en", LINK)

    assert written(settings) == []
    assert len(office.heard) == 1


def test_a_demo_whose_mail_server_is_named_wrongly_says_so(demo, settings):
    settings.MAIL_SERVER = "127.0.0.1:1"

    with pytest.raises(Refused, match="No mail server"):
        services.send("link", "gerrit@example.org", "en", LINK)
    assert written(settings) == []


def test_only_so_many_files_are_kept(demo, settings, monkeypatch):
    monkeypatch.setattr(in_a_demo, "KEPT", 2)
    for _ in range(4):
        services.send("link", "gerrit@example.org", "en", LINK)

    assert len(written(settings)) == 2


def test_the_pages_say_where_the_letter_lies_in_a_demo_alone(visitor, demo):
    pages = ("/en/own/sent/", "/en/sent/newsletter/", "/en/sent/registration/")
    for page in pages:
        assert TOLD in visitor.get(page).content.decode(), page
    assert TOLD not in visitor.get("/en/sent/speaker/").content.decode()


def test_the_pages_of_an_organisation_at_work_speak_of_no_file(visitor):
    for page in ("/en/own/sent/", "/en/sent/newsletter/"):
        assert TOLD not in visitor.get(page).content.decode(), page
