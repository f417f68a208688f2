"""Letters go through a real mail server, each at most once by itself, and tell no sum."""

from collections import defaultdict
from itertools import product

import pytest

from waystation.base.errors import Refused
from waystation.giving.donors import services as donors
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.letters import attaching, domain, queries, services, writing
from waystation.giving.letters.domain import Attached
from waystation.giving.letters.texts import TEXTS
from waystation.giving.models import LetterRow
from waystation.giving.tests.office import NOW

GERRIT = Donor(name="Gerrit Smith", email="gerrit@example.org")
HANNAH = Donor(name="Hannah", email="hannah@example.org", language="ko")
OFFICE_SITE = "https://give.example.org"
pytestmark = pytest.mark.usefixtures("slots")


def states():
    return sorted(LetterRow.objects.values_list("state", "fault"))


def part(mail, kind):
    return mail.get_body((kind,)).get_content()


def test_a_link_goes_at_once_in_plain_text_and_simple_html(office):
    services.send("link", "gerrit@example.org", "en", {"url": OFFICE_SITE + "/en/own/open/x/"})

    ((to, mail),) = office.heard
    assert to == "gerrit@example.org"
    assert (mail["From"], mail["Subject"]) == ("way@example.org", "Your link")
    for kind in ("plain", "html"):
        assert OFFICE_SITE + "/en/own/open/x/" in part(mail, kind)
    assert not {"<img", "<style", "src=", "@import"} & set(part(mail, "html").split())
    assert "<img" not in part(mail, "html")
    assert mail["List-Unsubscribe"] is None


def test_what_no_server_takes_is_said_and_nothing_is_pretended(office, settings):
    office.does["nobody@example.org"] = "550"
    with pytest.raises(Refused, match="does not know this address"):
        services.send("link", "nobody@example.org", "en", {"url": "x"})
    with pytest.raises(Refused, match="does not know this address"):
        services.send("link", "no address", "en", {"url": "x"})
    settings.MAIL_SERVER = "127.0.0.1:9"
    with pytest.raises(Refused, match="did not take"):
        services.send("link", "gerrit@example.org", "en", {"url": "x"})
    settings.MAIL_SERVER = ""
    with pytest.raises(Refused, match="No mail server"):
        services.send("link", "gerrit@example.org", "en", {"url": "x"})
    assert office.heard == []


def test_a_letter_waits_sealed_until_somebody_with_keys_sends_it(office, julia, stranger):
    row = donors.welcome(GERRIT, now=NOW)
    services.wait(row, "thanks", {"cents": 5_000}, now=NOW)

    stored = LetterRow.objects.get()
    assert b"gerrit" not in bytes(stored.box) + bytes(stored.own)
    assert services.send_waiting(keyring=stranger, now=NOW).n_sent == 0
    assert office.heard == []

    sent = services.send_waiting(keyring=julia, now=NOW)

    assert (sent.n_sent, sent.n_failed, sent.n_waiting) == (1, 0, 0)
    ((to, mail),) = office.heard
    assert to == "gerrit@example.org"
    assert "Dear Gerrit Smith," in part(mail, "plain")
    assert OFFICE_SITE + "/en/own/" in part(mail, "plain")
    assert "$" not in part(mail, "plain") + part(mail, "html")
    assert mail["List-Unsubscribe"].startswith(f"<{OFFICE_SITE}/en/own/no-more/{row.pk}/letters/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert services.send_waiting(keyring=julia, now=NOW).n_sent == 0
    assert len(office.heard) == 1


def test_what_may_have_gone_is_not_sent_again_unless_somebody_asks(office, julia):
    office.does["gerrit@example.org"] = "cut"
    services.wait(donors.welcome(GERRIT, now=NOW), "thanks", {}, now=NOW)
    services.wait(donors.welcome(HANNAH, now=NOW), "stopped", {}, now=NOW)

    services.send_waiting(keyring=julia, now=NOW)
    services.send_waiting(keyring=julia, now=NOW)

    assert states() == [("sending", "cut off"), ("sent", "")]
    assert sorted(to for to, _mail in office.heard) == ["gerrit@example.org", "hannah@example.org"]
    office.does.clear()
    (cut,) = LetterRow.objects.filter(state="sending")
    services.settle(letter_id=cut.pk, act="again", keyring=julia)
    services.send_waiting(keyring=julia, now=NOW)

    first, second = (mail for to, mail in office.heard if to == "gerrit@example.org")
    assert first["Message-ID"] == second["Message-ID"] == f"<{cut.pk}@example.org>"
    assert states() == [("sent", ""), ("sent", "")]


def test_a_no_is_shown_a_not_yet_is_tried_again_and_five_are_enough(office, julia):
    office.does |= {"gerrit@example.org": "550", "hannah@example.org": "450"}
    for donor in (GERRIT, HANNAH):
        services.wait(donors.welcome(donor, now=NOW), "stopped", {}, now=NOW)

    services.send_waiting(keyring=julia, now=NOW)
    assert states() == [("refused", "refused"), ("waiting", "put off")]
    for _ in range(domain.TRIES_MAX):
        services.send_waiting(keyring=julia, now=NOW)

    assert states() == [("refused", "put off"), ("refused", "refused")]
    assert office.heard == []


def test_a_server_that_is_away_uses_up_no_try_and_stops_the_round(office, settings, julia):
    for donor in (GERRIT, HANNAH):
        services.wait(donors.welcome(donor, now=NOW), "stopped", {}, now=NOW)
    here, settings.MAIL_SERVER = settings.MAIL_SERVER, "127.0.0.1:9"

    sent = services.send_waiting(keyring=julia, now=NOW)

    assert (sent.n_sent, sent.n_waiting, sent.is_reached) == (0, 2, False)
    assert {row.tries for row in LetterRow.objects.all()} == {0}
    settings.MAIL_SERVER = here
    assert services.send_waiting(keyring=julia, now=NOW).n_sent == 2


def test_who_wants_no_letters_gets_only_what_must_be_told(office, julia):
    row = donors.welcome(GERRIT, now=NOW)
    services.wait(row, "thanks", {}, now=NOW)
    services.wait(row, "failed", {"n": 2}, now=NOW)
    donors.allow(row, Permission(what="letters", yes=False, at=NOW, source="own page"))

    services.send_waiting(keyring=julia, now=NOW)

    ((_to, mail),) = office.heard
    assert "try 2 of 4" in part(mail, "plain")
    assert mail["List-Unsubscribe"] is None
    assert states() == [("held back", "not wanted"), ("sent", "")]


def test_what_is_told_once_is_told_once(office, julia):
    row = donors.welcome(GERRIT, now=NOW)
    values = {"until": "2026-03-31"}

    for _ in range(3):
        services.wait(row, "campaign-ends", values, now=NOW, once="end of one")
    services.wait(row, "campaign-ends", values, now=NOW, once="end of another")

    assert LetterRow.objects.count() == 2


def test_a_letter_to_somebody_honoured_names_who_gave_and_no_sum(office, julia):
    values = {"honoured": "Harriet", "by": "Gerrit Smith", "words": "With respect."}
    services.wait_for("harriet@example.org", "Harriet", "en", "tribute", values, now=NOW)

    services.send_waiting(keyring=julia, now=NOW)

    ((to, mail),) = office.heard
    assert to == "harriet@example.org"
    assert "It came from: Gerrit Smith." in part(mail, "plain")
    assert "https://" not in part(mail, "plain")


def test_a_paper_goes_with_a_letter_of_its_kind(office, julia, monkeypatch):
    monkeypatch.setattr(attaching, "_PAPERS", {})
    attaching.attach("receipt", lambda values, keyring: Attached("r-1.pdf", b"%PDF" + b"x" * 9))
    services.wait(donors.welcome(GERRIT, now=NOW), "receipt", {"id": "1"}, now=NOW)

    services.send_waiting(keyring=julia, now=NOW)

    ((_to, mail),) = office.heard
    (paper,) = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()) == ("r-1.pdf", b"%PDF" + b"x" * 9)


def test_only_what_fits_a_letter_s_state_is_done_and_only_with_keys(office, julia, stranger):
    services.wait(donors.welcome(GERRIT, now=NOW), "stopped", {}, now=NOW)
    (view,) = queries.letters(julia)
    assert (view.name, view.to, view.may) == ("Gerrit Smith", "gerrit@example.org", ("drop",))
    with pytest.raises(Refused, match="no such record"):
        services.settle(letter_id=view.id, act="drop", keyring=stranger)
    with pytest.raises(Refused, match="as it stands"):
        services.settle(letter_id=view.id, act="again", keyring=julia)
    assert queries.letters(stranger) == []

    services.send_waiting(keyring=julia, now=NOW)
    services.settle(letter_id=view.id, act="came back", keyring=julia)

    assert queries.counts(julia)["came back"] == 1


def test_every_kind_of_letter_can_be_written_in_both_languages():
    values = defaultdict(lambda: "x")
    for kind, language in product(TEXTS, ("en", "ko")):
        written = writing.write(kind, values, language=language, name="Gerrit")
        assert written.subject
        assert "%(" not in written.text
    with pytest.raises(ValueError, match="no letter is called"):
        writing.check("poem", {})
    with pytest.raises(ValueError, match="lacks"):
        writing.check("failed", {})
