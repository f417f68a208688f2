"""Ways to call somebody: no row names a person, and only what is written here is ever called."""

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base import pings
from waystation.base.errors import Refused
from waystation.base.models import Ping
from waystation.base.pings import Way

DUTY, TODAY = UUID(int=5), date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _any_public_server(settings):
    settings.PING_HOSTS, settings.MAIL_SERVER = "", "mail.example.org:587"


@pytest.mark.parametrize("kind", pings.DRAWN)
def test_a_way_holds_a_word_drawn_by_chance_and_reads_back(kind):
    way, another = (pings.make(kind, server="Push.Example.org:8443") for _ in range(2))

    assert pings.read(str(way)) == way
    assert (way.server, way.host, way.operator) == (
        "push.example.org:8443", "push.example.org", "example.org",
    )  # fmt: skip
    assert way.alias != another.alias


def test_a_number_at_a_gateway_to_signal_is_one_that_nobody_has():
    way = pings.make("signal", server="gate.example.org")

    # No country has the code 999; fourteen digits are a number to every program.
    assert way.alias.isdigit()
    assert (way.alias[:3], len(way.alias)) == ("999", 14)


@pytest.mark.parametrize("kind", pings.GIVEN)
def test_a_token_is_what_the_service_gave_out(kind):
    way = pings.make(kind, server="push.example.org", token=" A1b2C3d4E5f6-_ ")

    assert way.alias == "A1b2C3d4E5f6-_"
    assert pings.read(str(way)) == way


@pytest.mark.parametrize(
    "typed",
    [
        "+1 555 123 4567",
        "5551234567",
        "harriet@example.org",
        "https://a:b@example.org",
        "(555) 1234",
    ],
)
@pytest.mark.parametrize("field", ["server", "token"])
def test_a_persons_number_or_address_is_refused_with_what_to_do_instead(typed, field):
    given = {"server": "push.example.org", "token": "A1b2C3d4E5f6"} | {field: typed}

    with pytest.raises(Refused) as refused:
        pings.make("gotify", **given)

    assert "who is called" in refused.value.says
    assert "gateway" in refused.value.hint


@pytest.mark.parametrize(
    "typed",
    ["", "push", "push.example.org/topic", "https://push.example.org", "15551234567.example"],
)
def test_what_is_no_name_of_a_server_is_refused(typed):
    with pytest.raises(Refused):
        pings.make("ntfy", server=typed)


@pytest.mark.parametrize(
    "typed", ["", "short", "onlylettershere", "1234567890123", "a b c d e f g h"]
)
def test_what_is_no_token_is_refused(typed):
    with pytest.raises(Refused):
        pings.make("gotify", server="push.example.org", token=typed)


KEY, SECRET = "B" + "a" * 86, "c" * 22


def subscription(endpoint="https://fcm.example.org/fcm/send/abc:DEF-_1", key=KEY, secret=SECRET):
    keys = {"p256dh": key, "auth": secret}
    return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})


def test_a_browser_is_called_where_its_makers_service_takes_calls():
    way = pings.make_push(subscription())

    assert pings.read(str(way)) == way
    assert way.host == "fcm.example.org"
    assert way.pushed == ("/fcm/send/abc:DEF-_1", KEY, SECRET)


@pytest.mark.parametrize(
    "said",
    [
        "", "{}", "[]", subscription("http://fcm.example.org/fcm/send/abc"),
        subscription("https://fcm.example.org/send?to=harriet"),
        subscription("https://127.0.0.1/fcm/send/abc"),
        subscription("https://harriet@fcm.example.org/fcm/send"),
        subscription("https://fcm.example.org/fcm send/é"), subscription(key="short"),
        subscription(secret=""),
    ],
)  # fmt: skip
def test_what_no_browser_says_is_refused(said):
    with pytest.raises(Refused):
        pings.make_push(said)


def test_mail_is_not_offered_by_a_machine_that_has_no_mail_server(settings):
    settings.MAIL_SERVER = ""

    with pytest.raises(Refused, match="no mail server"):
        pings.make("mail", server="example.org")


def test_a_kind_that_is_not_on_the_list_is_refused():
    with pytest.raises(Refused, match="no such way"):
        pings.make("syslog", server="push.example.org")


@pytest.mark.parametrize(
    "server",
    ["127.0.0.1", "10.0.0.7:80", "127.1", "0x7f.1", "localhost", "a.localhost", "db", "a.internal"],
)
def test_our_own_machines_are_called_only_if_the_operator_named_them(server, settings):
    assert not pings.may_be_called(server)

    settings.PING_HOSTS = f"push.example.org, {server}"

    assert pings.may_be_called(server)
    assert not pings.may_be_called("ntfy.example.net")


@given(st.text(max_size=60))
def test_no_other_text_is_read_as_a_way(text):
    try:
        way = pings.read(text)
    except ValueError:
        return

    assert str(way) == text
    assert way.kind in pings.KINDS


def ping(**fields) -> Ping:
    way = Way("ntfy", "push.example.org", "a" * 16)
    return Ping(**{"duty": DUTY, "target": str(way)} | fields)


@pytest.mark.parametrize(
    ("first", "last", "asleep", "awake"),
    [
        (22 * 60, 7 * 60, (22 * 60, 0, 7 * 60 - 1), (7 * 60, 12 * 60, 22 * 60 - 1)),
        (60, 420, (60, 419), (0, 59, 420, 1_439)),
        (None, None, (), (0, 720)),
    ],
)
def test_a_night_may_go_over_midnight_and_its_last_minute_is_free(first, last, asleep, awake):
    one = ping(quiet_from_min=first, quiet_to_min=last)

    assert all(pings.is_quiet(one, minute) for minute in asleep)
    assert not any(pings.is_quiet(one, minute) for minute in awake)


@pytest.mark.django_db
def test_only_the_day_of_a_call_is_kept_and_failures_are_counted_until_one_is_taken():
    one = ping()
    one.save()
    assert pings.untried() == [one]

    pings.note(one.id, taken=False, on=TODAY)
    pings.note(one.id, taken=False, on=TODAY)
    one.refresh_from_db()
    assert (one.n_failed, one.failed_on, one.taken_on) == (2, TODAY, None)
    pings.note(one.id, taken=True, on=TODAY)

    one.refresh_from_db()
    assert (one.n_failed, one.failed_on, one.taken_on) == (0, TODAY, TODAY)
    assert pings.untried() == []
    pings.ask_about(one.id)
    assert pings.untried() == [one]
