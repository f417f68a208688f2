"""Papers between compartments: one size, signed, and none that the server's own hand can forge."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import PaperRow
from waystation.tracing.papers import queries, services
from waystation.tracing.papers.domain import Answer, Question, filled, unfilled
from waystation.vault.models import Cell


def send(desk, keyring, body=None, **said):
    usual = {"to": desk.tracing.cell, "sender": desk.cases.cell, "about": new_id(), "now": NOW}
    return services.send(
        body=body or Answer(nth=1, turn=1, said="no"), keyring=keyring, **usual | said
    )


def test_a_paper_is_read_by_whom_it_goes_to_with_who_signed_it(desk, william, peter, stranger):
    about = new_id()
    paper_id = send(desk, william, about=about)

    (paper,) = queries.unread(Answer, peter)
    assert (paper.id, paper.sender, paper.about) == (paper_id, desk.cases.cell, about)
    assert paper.value.said == "no"
    assert queries.unread(Answer, stranger) == []
    assert queries.paper(paper_id, Answer, stranger) is None
    assert queries.unread(Question, peter) == []


def test_a_read_paper_is_not_unread_and_goes_after_ninety_days(desk, william, peter):
    send(desk, william)
    services.mark_read(queries.unread(Answer, peter), keyring=peter, now=NOW)

    assert queries.unread(Answer, peter) == []
    assert services.sweep(TODAY + timedelta(days=90)) == 0
    assert services.sweep(TODAY + timedelta(days=91)) == 1
    # The keys that were seen stay known.
    assert (desk.tracing.cell, desk.cases.cell) in queries.pinned(peter).known


def test_every_paper_has_one_size_whatever_it_says(desk, william):
    send(desk, william)
    send(desk, william, body=Answer(nth=1, turn=1, said="yes", guardian="g" * 9_000))
    assert len({len(bytes(row.box)) for row in PaperRow.objects.all()}) == 1
    with pytest.raises(Refused, match="too long"):
        send(desk, william, body=Answer(nth=1, turn=1, said="yes", guardian="g" * 17_000))


def test_nobody_signs_for_a_compartment_they_do_not_hold(desk, stranger):
    with pytest.raises(Refused):
        send(desk, stranger)


def test_a_paper_in_anothers_place_or_changed_by_a_byte_is_not_read(desk, william, peter):
    one, other = send(desk, william), send(desk, william)
    boxes = {row.id: bytes(row.box) for row in PaperRow.objects.filter(pk__in=[one, other])}
    PaperRow.objects.filter(pk=one).update(box=boxes[other])
    PaperRow.objects.filter(pk=other).update(box=boxes[other][:-1] + b"\0")

    assert queries.unread(Answer, peter) == []
    assert queries.spoiled(peter) == 2


def test_a_paper_signed_by_another_key_than_the_one_first_seen_is_none(
    desk, william, outsider, peter
):
    """A server that plants a key of its own in the table forges no answer with it."""
    send(desk, william)
    services.mark_read(queries.unread(Answer, peter), keyring=peter, now=NOW)
    theirs = Cell.objects.get(pk=desk.elsewhere.cell).sign_public
    Cell.objects.filter(pk=desk.cases.cell).update(sign_public=theirs)
    send(desk, outsider, sender=desk.elsewhere.cell)

    (own,) = queries.unread(Answer, peter)
    assert own.sender == desk.elsewhere.cell
    with pytest.raises(Tampered):
        queries.pinned(peter).key_of(desk.tracing.cell, desk.cases.cell)


def test_what_names_another_sender_than_its_signer_is_none(desk, outsider, peter, monkeypatch):
    """An envelope that says it is of William's compartment, signed by somebody else's."""
    real = services.boxes.sign_as
    monkeypatch.setattr(
        services.boxes,
        "sign_as",
        lambda _cell, says, *, keyring: real(desk.elsewhere.cell, says, keyring=keyring),
    )
    place = new_id()
    box = services.sealed(
        to=desk.tracing.cell,
        sender=desk.cases.cell,
        place=place,
        body=Answer(nth=1, turn=1, said="yes"),
        about=new_id(),
        keyring=outsider,
        now=NOW,
    )
    PaperRow.objects.create(id=place, cell=desk.tracing.cell, day=TODAY, box=box)
    assert queries.unread(Answer, peter) == []
    assert queries.spoiled(peter) == 1


def test_a_note_of_a_key_that_the_compartment_did_not_write_stops_everything(desk, william, peter):
    """A pin can be taken away from the table, never written there by anybody else."""
    place = new_id()
    box = services.sealed(
        to=desk.tracing.cell,
        sender=desk.cases.cell,
        place=place,
        body=services.Pin(desk.cases.cell, bytes(32)),
        about=new_id(),
        keyring=william,
        now=NOW,
    )
    row = PaperRow(id=place, cell=desk.tracing.cell, day=queries.FOR_GOOD, box=box, state="read")
    row.save(force_insert=True)
    with pytest.raises(Tampered):
        queries.pinned(peter)


@pytest.mark.parametrize("size", [65, 16_000])
def test_what_was_filled_is_unfilled(size):
    signed = bytes(range(1, 65)) + b"x" * (size - 64)
    assert b"".join(unfilled(filled(signed))) == signed
