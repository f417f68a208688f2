"""Links: the same for everybody, once, for half an hour, and nothing that we keep opens one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from waystation.base.errors import Forbidden, Refused, Tampered
from waystation.giving import rows
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import services as gifts
from waystation.giving.models import GiftRow, OwnVisit
from waystation.giving.own import blotting, queries, services
from waystation.giving.own.domain import IDLE, LONGEST
from waystation.giving.own.tests.conftest import GERRIT, ask, enter, link_in
from waystation.giving.tests.office import NOW
from waystation.vault import ownkeys

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOBODY = "nobody@example.org"


def test_a_link_comes_by_mail_shows_one_button_and_opens_the_page_by_a_press(
    visitor, office, gerrit
):
    answer = ask(visitor, " Gerrit@Example.org")
    path = link_in(office)

    assert answer["Location"] == "/en/own/sent/"
    for _ in range(3):
        looked = visitor.get(path)
        assert "Gerrit" not in looked.content.decode()
    assert visitor.cookies == {}
    page = visitor.post(path, follow=True)

    assert "Gerrit Smith" in page.content.decode()
    cookie = visitor.cookies["own"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert page["Cache-Control"] == "no-store"


def test_known_and_unknown_addresses_get_the_same_bytes_here_and_in_their_letters(
    visitor, office, gerrit
):
    def all_of(email):
        before = OwnVisit.objects.count()
        with CaptureQueriesContext(connection) as asked:
            answer = ask(visitor, email)
        shown = visitor.get(answer["Location"])
        (_to, mail), path = office.heard[-1], link_in(office)
        secret = path.split("/")[4]
        text = mail.get_body(("plain",)).get_content().replace(secret, "")
        headers = [(n, v) for n, v in mail.items() if n in ("From", "Subject", "Auto-Submitted")]
        row = OwnVisit.objects.get(pk=ownkeys.secret_digest(services._carrier(secret)))
        sizes = [len(row.digest), len(row.mark), len(row.box), row.is_link]
        opened = visitor.get(path).content.replace(secret.encode(), b"")
        statements = [one["sql"].split("WHERE")[0].split("VALUES")[0] for one in asked]
        made = OwnVisit.objects.count() - before
        return (
            answer.status_code, answer.content, answer.headers, shown.content, text, headers,
            sizes, opened, statements, made,
        )  # fmt: skip

    known, unknown = all_of("gerrit@example.org"), all_of(NOBODY)

    assert known == unknown
    assert known[-1] == 1


def test_an_unknown_address_opens_a_page_that_holds_nothing(visitor, office, gerrit):
    page = enter(visitor, office, NOBODY)

    assert "Nothing is kept under this address" in page.content.decode()
    assert visitor.get("/en/own/export/").json()["gifts"] == []
    assert visitor.get(f"/en/own/gift/{gerrit['gift']}/").status_code == 409


def test_a_link_works_once_and_for_half_an_hour(gerrit):
    used, other = (services.new_link(GERRIT.email, now=AT) for _ in range(2))
    services.open_link(used, now=AT + timedelta(minutes=29))

    for secret in (used, other, "forged", "", "ü", used[:-2] + "AA"):
        with pytest.raises(Refused, match="opens nothing"):
            services.open_link(secret, now=AT)
    late = services.new_link(GERRIT.email, now=AT)
    with pytest.raises(Refused, match="opens nothing"):
        services.open_link(late, now=AT + timedelta(minutes=30))


def test_a_visit_holds_on_while_somebody_is_there_and_never_for_ever(gerrit):
    cookie = services.open_link(services.new_link(GERRIT.email, now=AT), now=AT)
    now = AT
    while now < AT + LONGEST - timedelta(minutes=25):
        now += timedelta(minutes=25)
        services.visit(cookie, now=now)

    with pytest.raises(Forbidden, match="has ended"):
        services.visit(cookie, now=AT + LONGEST)
    idle = services.open_link(services.new_link(GERRIT.email, now=AT), now=AT)
    with pytest.raises(Forbidden):
        services.visit(idle, now=AT + IDLE)
    with pytest.raises(Forbidden):
        services.visit(services.new_link(GERRIT.email, now=AT), now=AT)


def test_a_press_ends_every_visit_of_one_donor_and_nobody_else_s(gerrit):
    def come(email):
        return services.open_link(services.new_link(email, now=AT), now=AT)

    first, second, other = come(GERRIT.email), come(GERRIT.email), come(NOBODY)
    link = services.new_link(GERRIT.email, now=AT)

    services.leave(services.visit(first, now=AT), everywhere=True)

    for cookie in (first, second):
        with pytest.raises(Forbidden):
            services.visit(cookie, now=AT)
    with pytest.raises(Refused):
        services.open_link(link, now=AT)
    assert services.visit(other, now=AT).row is None


def test_a_seized_database_opens_nothing_without_the_pepper_and_the_address(
    gerrit, settings, tmp_path
):
    secret = services.new_link(GERRIT.email, now=AT)
    cookie = services.open_link(secret, now=AT)
    row, gift = gerrit["row"], GiftRow.objects.get(pk=gerrit["gift"])
    everything = b"".join(
        bytes(value)
        for model in (type(row), GiftRow, OwnVisit)
        for values in model.objects.values_list()
        for value in values
        if isinstance(value, bytes | memoryview)
    )
    assert not any(word in everything for word in (b"Gerrit", b"example.org", b"Go well."))
    assert services._carrier(cookie) not in everything

    settings.HOME = tmp_path / "seized"
    settings.HOME.mkdir()

    assert donors.find(GERRIT.email) is None
    with pytest.raises(Tampered):
        ownkeys.open_own(row.pk, "gerrit@example.org", bytes(row.own_wrap))
    again = services.open_link(services.new_link(GERRIT.email, now=AT), now=AT)
    assert services.visit(again, now=AT).row is None
    with pytest.raises(Tampered):
        rows.said_to(gift, Donor, services.visit(again, now=AT).seed)


def test_too_many_links_from_one_place_or_to_one_address_have_to_wait(visitor, office, gerrit):
    codes = [ask(visitor, GERRIT.email).status_code for _ in range(4)]
    codes += [ask(visitor, f"{n}@example.org").status_code for n in range(4)]

    assert codes == [302, 302, 302, 429, 302, 302, 429, 429]
    assert len(office.heard) == 5
    assert ask(visitor, "no address").status_code == 429


def test_what_is_no_address_is_said_and_a_form_from_elsewhere_is_refused(visitor, office, gerrit):
    assert ask(visitor, "gerrit").status_code == 422
    foreign = {"sec-fetch-site": "cross-site"}
    assert visitor.post("/en/own/", {"email": GERRIT.email}, headers=foreign).status_code == 403
    assert office.heard == []


def test_everything_is_read_with_the_seed_of_this_visit_alone(gerrit):
    seed = services.visit(
        services.open_link(services.new_link(NOBODY, now=AT), now=AT), now=AT
    ).seed
    stolen = queries.Visit(gerrit["row"], seed, b"")

    for read in (queries.donor, queries.gifts, queries.regulars, queries.permissions):
        with pytest.raises(Tampered):
            read(stolen)


def test_a_stranger_elsewhere_neither_holds_a_donor_up_nor_learns_that_they_asked(
    visitor, office, gerrit, settings
):
    settings.PROXIES = 1

    def from_(network):
        told = {"x-forwarded-for": f"198.51.{network}.7"}
        return visitor.post("/en/own/", {"email": GERRIT.email}, headers=told).status_code

    assert [from_(1) for _ in range(4)] == [302, 302, 302, 429]
    assert [from_(2) for _ in range(3)] == [302, 302, 302]
    assert [from_(3) for _ in range(4)] == [302, 302, 302, 429]
    # Nine letters to one mailbox are enough, whoever asks for them.
    assert from_(4) == 429
    assert len(office.heard) == 9


def test_a_link_goes_to_the_very_address_that_was_looked_up(visitor, office, gerrit):
    # This host is found under the same name and would be written to under another: xn--xample-975b.
    ask(visitor, "Gerrit@\u1d31xample.org")

    ((to, mail),) = office.heard
    assert to == mail["To"] == "gerrit@example.org"


def test_a_visit_that_was_open_while_its_donor_was_blotted_out_shows_nothing(
    visitor, office, gerrit, security, julia, levi
):
    enter(visitor, office, GERRIT.email)
    gifts.stop(gerrit["regular"], now=NOW)
    blot = blotting.ask(row_id=gerrit["row"].pk, why="asked", keyring=julia, now=NOW)
    blotting.decide(blot_id=blot, act="do", keyring=levi, now=NOW)

    page = visitor.get("/en/own/page/")

    assert page.status_code == 200
    assert "Nothing is kept under this address" in page.content.decode()
    assert visitor.get("/en/own/export/").json()["gifts"] == []
