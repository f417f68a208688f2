"""Who was taken out of the register and put in again agrees by a new consent and not before."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases.consent.tests.builders import an_answer, noted
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.tests.conftest import match_of
from waystation.tracing.asking.tests.test_again import (
    AFTER,
    WEEK,
    back_in_the_register,
    in_contact,
    said,
    search,
    state,
)
from waystation.tracing.matching import services as looking
from waystation.tracing.matching.domain import said_no
from waystation.tracing.models import PaperRow
from waystation.tracing.register import services as register
from waystation.tracing.register.tests.conftest import enter

__all__ = ["search"]


def taken_out_and_put_in_again(family, peter, william):
    """Take Ann out and put her in again a week later by the consent she gave at first."""
    register.withdraw(
        household_id=family.id, person_id=family.ann, why="by mistake", keyring=william, now=NOW
    )
    entry = enter(family, william, now=WEEK)
    services.hear(keyring=peter, now=WEEK)
    looking.look(keyring=peter, now=WEEK)
    return entry


def test_what_ended_when_she_was_taken_out_stays_ended_without_a_new_consent(
    search, family, peter, william
):
    in_contact(search, peter, william)

    taken_out_and_put_in_again(family, peter, william)

    assert state(search, peter) == "ended"
    with pytest.raises(Refused, match="no longer where it was"):
        looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)


def test_a_consent_noted_since_then_begins_it_anew(search, family, peter, william):
    in_contact(search, peter, william)
    entry = taken_out_and_put_in_again(family, peter, william)

    yes = an_answer(family.ann, purpose="tracing", noted_at=AFTER, given_on=AFTER.date())
    noted(family.id, yes, william, now=AFTER)
    looking.look(keyring=peter, now=AFTER)

    match = match_of(search[1], peter)
    assert (match.state, match.entry, match.sought_yes) == ("candidate", entry, None)


def test_an_answer_from_before_she_was_taken_out_counts_no_more_under_the_same_consent(
    search, family, peter, william
):
    said(search, "no", peter, william)
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=NOW)
    held = PaperRow.objects.filter(state="new", cell=peter.cell("tracing")).latest("pk")
    PaperRow.objects.filter(pk=held.pk).update(state="read")
    taken_out_and_put_in_again(family, peter, william)
    PaperRow.objects.filter(pk=held.pk).update(state="new")

    assert services.hear(keyring=peter, now=WEEK).taken == 0
    assert state(search, peter) == "no"

    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=AFTER)
    assert services.hear(keyring=peter, now=AFTER).taken == 1
    assert state(search, peter) == "yes"


def test_a_consent_that_was_renewed_while_they_were_in_contact_is_no_new_one_either(
    search, family, peter, william
):
    in_contact(search, peter, william)
    day = NOW + timedelta(days=2)
    yes = an_answer(family.ann, purpose="tracing", noted_at=day, given_on=day.date())
    noted(family.id, yes, william, now=day)
    looking.look(keyring=peter, now=day)
    register.withdraw(
        household_id=family.id, person_id=family.ann, why="her wish", keyring=william, now=day
    )
    services.hear(keyring=peter, now=day)
    entry = enter(family, william, now=WEEK)

    looking.look(keyring=peter, now=WEEK)

    match = match_of(search[1], peter)
    assert (match.state, match.entry) == ("ended", entry)


def test_a_yes_from_before_she_was_taken_out_brings_nothing_back(search, family, peter, william):
    in_contact(search, peter, william)
    (kept,) = queries.answered(william)
    for words, at in (("no", NOW - timedelta(hours=1)), ("yes", NOW)):
        services.answer_again(part_id=kept.id, reply=Reply(words), keyring=william, now=at)
    held = PaperRow.objects.filter(state="new", cell=peter.cell("tracing"))
    ids = list(held.values_list("pk", flat=True))
    held.update(state="read")
    taken_out_and_put_in_again(family, peter, william)
    PaperRow.objects.filter(pk__in=ids).update(state="new")

    assert services.hear(keyring=peter, now=AFTER).taken == 1

    match = match_of(search[1], peter)
    assert (match.state, said_no(match)) == ("ended", True)


def test_what_she_says_after_she_was_put_in_is_noted_and_a_new_consent_begins_anew(
    search, family, peter, william
):
    in_contact(search, peter, william)
    entry = taken_out_and_put_in_again(family, peter, william)
    (kept,) = queries.answered(william)
    for words, at in (("no", AFTER - timedelta(hours=1)), ("yes", AFTER)):
        services.answer_again(part_id=kept.id, reply=Reply(words), keyring=william, now=at)
    assert services.hear(keyring=peter, now=AFTER).taken == 2
    assert state(search, peter) == "ended"

    day = AFTER + timedelta(hours=1)
    yes = an_answer(family.ann, purpose="tracing", noted_at=day, given_on=day.date())
    noted(family.id, yes, william, now=day)
    looking.look(keyring=peter, now=day)

    assert (state(search, peter), match_of(search[1], peter).entry) == ("candidate", entry)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=day)
    services.ask(match_id=search[1], keyring=peter, now=day)
    assert state(search, peter) == "asked"


def test_no_later_from_before_she_was_put_in_lifts_her_no(search, family, peter, william):
    said(search, "no", peter, william)
    (kept,) = queries.answered(william)
    reply = Reply("later", ask_on=TODAY + timedelta(days=20))
    services.answer_again(part_id=kept.id, reply=reply, keyring=william, now=NOW)
    back_in_the_register(family, william, WEEK)
    looking.look(keyring=peter, now=WEEK)

    assert services.hear(keyring=peter, now=WEEK).taken == 0

    assert state(search, peter) == "no"
