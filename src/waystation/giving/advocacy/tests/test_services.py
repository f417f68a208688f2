"""What becomes of what strangers ask: sealed, decided once, places in order, links that end it."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.giving.advocacy import domain, planning, queries, services
from waystation.giving.advocacy.domain import Place, Said
from waystation.giving.advocacy.tests.conftest import planned, published
from waystation.giving.models import AskRow, EventRow
from waystation.giving.tests.office import NOW
from waystation.vault import audit
from waystation.vault.keyring import Keyring

ANN = Said(name="Ann Preston", email="Ann@example.org", words="for our school")


def comes(event, name, people=1):
    said = Said(name=name, email=f"{name}@example.org")
    return services.register(event, said, people, now=NOW)


def states(event):
    held = AskRow.objects.filter(event=event).order_by("nth")
    return list(held.values_list("state", flat=True))


def test_what_a_stranger_asks_is_taken_in_unread_and_read_with_keys_alone(julia, stranger):
    row = services.ask("speaker", ANN, now=NOW)

    assert queries.ask(row.pk, julia)[1] == ANN
    assert [view.row.pk for view in queries.inbox(julia)] == [row.pk]
    assert queries.counts(julia) == {"speaker": 1}
    assert queries.inbox(stranger) == []
    with pytest.raises(Refused):
        queries.ask(row.pk, stranger)


def test_no_plain_column_holds_who_asked_or_what(lecture):
    services.ask("volunteer", ANN, now=NOW)
    services.subscribe(ANN, now=NOW)
    services.register(lecture, ANN, 2, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM giving_askrow")
        cells = [cell for line in cursor.fetchall() for cell in line]
    found = b"|".join(bytes(c) if isinstance(c, bytes) else str(c).encode() for c in cells)

    words = (b"Ann P", b"Ann@", b"Preston", b"example", b"school")
    assert not [word for word in words if word in found]


def test_an_ask_is_decided_with_an_answer_and_its_trace_and_taken_up_again(security, julia):
    row = services.ask("speaker", ANN, now=NOW)

    services.decide(row.pk, "refused", words="We are away.", keyring=julia, now=NOW)
    _row, said = services.decide(row.pk, "taken", keyring=julia, now=NOW)

    assert [(note.state, note.by, note.words) for note in said.log] == [
        ("refused", "Julia", "We are away."), ("taken", "Julia", ""),
    ]  # fmt: skip
    told = audit.entries(Keyring.of(julia.user_id, [security]))
    assert [one.kind for one in told] == ["ask decided", "ask decided"]


def test_nobody_decides_what_is_not_theirs_to_decide(security, julia, stranger):
    for kind, state in (("speaker", "left"), ("speaker", "new"), ("subscriber", "taken")):
        row = services.ask(kind, ANN, now=NOW)
        with pytest.raises(Refused, match="cannot be decided"):
            services.decide(row.pk, state, keyring=julia, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        services.decide(row.pk, "taken", keyring=stranger, now=NOW)


def test_the_newsletter_comes_only_after_the_address_said_yes(security, julia):
    asked = services.subscribe(ANN, now=NOW)
    assert services.export(keyring=julia, now=NOW) == []

    services.confirm(asked.secret)
    services.confirm(asked.secret)
    again = services.subscribe(ANN, now=NOW)

    (said,) = services.export(keyring=julia, now=NOW)
    assert (said.email, said.secret) == (ANN.email, asked.secret)
    assert again.secret == b""
    services.leave(asked.secret)
    services.leave(asked.secret)
    assert services.export(keyring=julia, now=NOW) == []
    with pytest.raises(Refused):
        services.confirm(asked.secret)
    told = audit.entries(Keyring.of(julia.user_id, [security]))
    assert [one.says["n"] for one in told if one.kind == "addresses exported"] == ["0", "1", "0"]


def test_an_address_that_did_not_confirm_gets_a_new_link_and_the_old_one_ends(julia):
    first = services.subscribe(ANN, now=NOW)
    second = services.subscribe(ANN, now=NOW)

    with pytest.raises(Refused, match="leads nowhere"):
        services.confirm(first.secret)
    assert services.confirm(second.secret).state == "taken"
    assert queries.n_subscribers(julia) == (1, 0)


def test_places_are_given_in_order_and_who_waits_is_overtaken_by_nobody(lecture):
    first = comes(lecture, "ann", 2)
    comes(lecture, "bea", 2)
    comes(lecture, "cora", 1)
    assert states(lecture) == ["taken", "new", "new"]

    services.leave(first.secret)

    assert states(lecture) == ["left", "taken", "taken"]
    assert queries.standing(lecture) == (3, 0, 2)
    assert queries.is_full(lecture)


def test_an_address_has_one_place_and_a_stranger_changes_nothing_with_it(lecture, julia):
    first = comes(lecture, "ann", 2)
    again = services.register(lecture, Said(name="Eve", email="ANN@example.org"), 1, now=NOW)

    assert (again.is_new, again.secret) == (False, b"")
    (view,) = queries.registrations(lecture, julia)
    assert (view.said.name, view.row.people) == ("ann", 2)
    assert queries.by_link(first.secret).pk == first.row.pk


def test_no_place_for_too_many_nor_once_an_event_began_or_is_closed(security, julia):
    for people in (0, domain.PEOPLE_MAX + 1):
        with pytest.raises(Refused, match="One registration"):
            comes(published(julia, f"for-{people}"), "ann", people)
    begun = published(julia, "begun", starts_at=NOW - timedelta(hours=1))
    closed = published(julia, "closed")
    planning.close(closed.pk, keyring=julia)
    off = published(julia, "off")
    planning.call_off(off.pk, keyring=julia, now=NOW)

    for event in (begun, closed, off):
        with pytest.raises(Refused, match="no registrations"):
            comes(event, "ann")


def test_more_seats_move_the_waiting_up_when_they_are_published(lecture, julia):
    for name in ("ann", "bea", "cora", "dora"):
        comes(lecture, name)
    assert states(lecture)[-1] == "new"

    planning.change(lecture.pk, planned(seats=4), keyring=julia)
    assert states(lecture)[-1] == "new"
    planning.publish(lecture.pk, keyring=julia, now=NOW)

    assert states(lecture)[-1] == "taken"


def test_a_draft_is_seen_by_nobody_and_a_change_only_once_it_is_published(security, julia):
    row = planning.plan(planned(), "north-star", now=NOW)
    assert queries.public_event("north-star") is None
    assert EventRow.objects.get().title_en == ""

    planning.publish(row.pk, keyring=julia, now=NOW)
    planning.change(row.pk, planned(title_en="Another"), keyring=julia)

    assert queries.public_event("north-star").title_en == "A lecture on the North Star"
    with pytest.raises(Refused, match="There is an event"):
        planning.plan(planned(), "north-star", now=NOW)
    with pytest.raises(Refused, match="cannot stand in an address"):
        planning.plan(planned(), "North Star", now=NOW)


def test_everybody_who_comes_is_written_to_once_when_it_is_called_off(lecture, julia, office):
    for name in ("ann", "bea"):
        comes(lecture, name)
    planning.call_off(lecture.pk, keyring=julia, now=NOW)

    first = planning.tell(lecture.pk, keyring=julia)
    second = planning.tell(lecture.pk, keyring=julia)

    assert (first, second) == ((2, 0), (0, 0))
    assert sorted(to for to, _mail in office.heard) == ["ann@example.org", "bea@example.org"]


@settings(max_examples=25)
@given(
    seats=st.none() | st.integers(0, 12),
    taken=st.integers(0, 12),
    people=st.lists(st.integers(1, 8), max_size=6),
)
def test_moving_up_fills_the_seats_in_order_and_never_more(seats, taken, people):
    line = [Place(n, k) for n, k in enumerate(people)]

    up = domain.moves_up(seats, taken, line)

    assert up == list(range(len(up)))
    sums = [taken + sum(people[: n + 1]) for n in range(len(people))]
    if seats is None:
        assert len(up) == len(line)
    else:
        assert all(total <= seats for total in sums[: len(up)])
        assert len(up) == len(line) or sums[len(up)] > seats
