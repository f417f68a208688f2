"""Writing answers down, taking them back, and the one door that asks for them."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import alarms, parts, queries, tasks
from waystation.cases.consent import ends, services
from waystation.cases.consent.domain import PURPOSES, Consent, FreePassage, Vital
from waystation.cases.consent.tests.builders import (
    HALF_A_YEAR,
    a_childs,
    an_answer,
    day,
    noted,
    settled,
)
from waystation.cases.tests.builders import NOW, TODAY
from waystation.vault import audit
from waystation.vault.models import AuditEntry


@pytest.fixture
def family(william):
    return settled(william)


def asked(household, person, keyring, purpose="photo", receiver="", now=NOW):
    return services.require(
        household_id=household, person_id=person, purpose=purpose, receiver=receiver,
        keyring=keyring, now=now,
    )  # fmt: skip


def due(keyring):
    """Moments at which something about consent waits to ring."""
    Watch.objects.exclude(state="answered").update(state="ringing")
    about = ("consent", "assent18")
    return [rung.due_at for rung in alarms.ringing(keyring) if rung.alarm.what in about]


def eight(text):
    return datetime.combine(day(text), datetime.min.time(), UTC).replace(hour=8)


def test_without_a_yes_nothing_is_done_and_with_one_it_is(family, william):
    household, ann, *_others = family

    with pytest.raises(Refused, match="was not asked about this") as refused:
        asked(household, ann, william)
    assert "what happens if they say no first" in refused.value.hint

    noted(household, an_answer(ann), william)
    assert asked(household, ann, william).until == HALF_A_YEAR


def test_a_stranger_asks_for_nobody_and_writes_nothing_down(family, stranger):
    household, ann, *_others = family

    with pytest.raises(Refused, match="no such record"):
        asked(household, ann, stranger)
    with pytest.raises(Refused, match="no such record"):
        noted(household, an_answer(ann), stranger)


def test_a_person_of_another_household_is_nobody_here(family, william):
    household, *_people = family
    _elsewhere, other, *_rest = settled(william)

    with pytest.raises(Refused, match="no such record"):
        noted(household, an_answer(other), william)


def test_taking_it_back_is_one_step_and_holds_at_once(family, william, harriet):
    household, ann, *_others = family
    yes = noted(household, an_answer(ann), william)

    services.withdraw(part_id=yes, how="by word", keyring=harriet, now=NOW + timedelta(hours=1))

    with pytest.raises(Refused, match="took their consent back"):
        asked(household, ann, william, now=NOW + timedelta(hours=2))
    kept = parts.read(yes, Consent, william)
    assert (kept.value.withdrawn_how, kept.by) == ("by word", harriet.user_id)
    assert due(william) == []
    with pytest.raises(Refused, match="no consent here to take back"):
        services.withdraw(part_id=yes, how="", keyring=william, now=NOW)


def test_everything_can_be_taken_back_at_once(family, william):
    household, ann, robert, _mary = family
    for purpose in ("photo", "story"):
        noted(household, an_answer(ann, purpose=purpose), william)
    noted(household, a_childs(robert, ann), william)

    assert services.withdraw_all(person_id=ann, how="", keyring=william, now=NOW) == 2

    for purpose in ("photo", "story"):
        with pytest.raises(Refused):
            asked(household, ann, william, purpose)
    assert asked(household, robert, william).basis == "consent"


def test_what_is_taken_back_at_once_is_said_once_after_all_of_it(family, william, monkeypatch):
    household, ann, *_others = family
    for purpose in ("photo", "story"):
        noted(household, an_answer(ann, purpose=purpose), william)
    heard = []
    monkeypatch.setattr(ends, "_HEARD", [lambda **_said: heard.append(due(william))])

    services.withdraw_all(person_id=ann, how="", keyring=william, now=NOW)
    assert heard == [[]]

    services.withdraw_all(person_id=ann, how="", keyring=william, now=NOW)
    assert heard == [[]]


def test_a_yes_rings_two_weeks_before_it_runs_out_until_it_is_answered_anew(family, william):
    household, ann, *_others = family
    noted(household, an_answer(ann, valid_until=day("1856-01-31")), william)
    assert due(william) == [eight("1856-01-17")]

    noted(household, an_answer(ann, valid_until=day("1856-03-31")), william)

    assert due(william) == [eight("1856-03-17")]
    (rung,) = [rung for rung in alarms.ringing(william) if rung.alarm.what == "consent"]
    assert (rung.alarm.household, rung.alarm.what, rung.alarm.about) == (household, "consent", ann)


def test_an_old_answer_written_down_later_leaves_the_alarm_of_the_new_one(family, william):
    household, ann, *_others = family
    noted(household, an_answer(ann, valid_until=day("1856-01-31")), william)

    old = {"given_on": day("1855-06-01"), "valid_until": day("1855-11-30")}
    noted(household, an_answer(ann, **old), william)

    assert eight("1856-01-17") in due(william)


def test_a_child_who_comes_of_age_is_asked_again_on_that_day(family, william):
    household, ann, robert, _mary = family

    noted(household, a_childs(robert, ann, valid_until=day("1856-04-01")), william)

    # Robert is 18 on 1 January 1856; the consent runs out on 1 April, two weeks after 18 March.
    assert due(william) == [eight("1856-01-01"), eight("1856-03-18")]
    with pytest.raises(Refused, match="asked as a child"):
        asked(household, robert, william, now=NOW.replace(year=1856, month=1, day=1))


def test_who_is_a_child_is_read_from_the_record_and_not_from_the_form(family, william):
    household, ann, robert, mary = family

    with pytest.raises(Refused, match="No guardian has answered"):
        noted(household, an_answer(mary), william)
    with pytest.raises(Refused, match="The child was not asked"):
        noted(household, a_childs(mary, ann, assent=None), william)
    with pytest.raises(Refused, match="cannot answer for a child"):
        noted(household, a_childs(mary, robert), william)
    made = noted(household, a_childs(ann, robert), william)

    kept = parts.read(made, Consent, william).value
    assert (kept.as_child, kept.guardian, kept.assent) == (False, None, None)


def test_a_no_of_a_child_needs_nobody_else(family, william):
    household, _ann, _robert, mary = family

    noted(household, an_answer(mary, answer="no", assent="no"), william)

    with pytest.raises(Refused, match="said no to this"):
        asked(household, mary, william)
    assert due(william) == []


def test_an_answer_of_tomorrow_is_refused(family, william):
    household, ann, *_others = family
    tomorrow = an_answer(ann, given_on=TODAY + timedelta(days=1))

    with pytest.raises(Refused, match="of a day to come"):
        noted(household, tomorrow, william)


def waiting(household, keyring):
    """Whom a second word is waited for about, and whether it rings at once."""
    found = [kept.value for kept in tasks.still_open(household, keyring)]
    return [(task.person, task.urgent) for task in found if task.what == "second word"]


def ground(person, **said):
    usual = {"purpose": "share", "receiver": "Rankin", "reason": "She bleeds.", "since": TODAY}
    return Vital(**{"person": person, "until": TODAY + timedelta(days=3)} | usual | said)


def test_where_a_life_hangs_on_it_two_people_say_so_and_it_is_shown_as_that(
    family, william, harriet, monkeypatch
):
    household, ann, *_others = family
    claim = services.claim_vital(
        household_id=household, vital=ground(ann, second=ann), keyring=william, now=NOW
    )
    with pytest.raises(Refused, match="was not asked"):
        asked(household, ann, william, "share", "Rankin")
    assert waiting(household, william) == [(ann, True)]
    before = AuditEntry.objects.count()

    entered, write = [], audit.write
    monkeypatch.setattr(audit, "write", lambda *act, says, **by: (
        entered.append(says), write(*act, says=says, **by)
    ))  # fmt: skip
    services.confirm_vital(part_id=claim, keyring=harriet, now=NOW)

    assert asked(household, ann, william, "share", "Rankin").basis == "vital interest"
    assert waiting(household, william) == []
    assert AuditEntry.objects.count() == before + 1
    assert entered == [{"of": "share", "id": str(claim)}]
    with pytest.raises(Refused, match="was not asked"):
        asked(household, ann, william, "photo")


def test_a_no_said_later_ends_what_a_life_was_said_to_hang_on(family, william, harriet):
    household, ann, *_others = family
    no = an_answer(ann, purpose="share", receiver="Rankin", answer="no")

    def claimed(now):
        claim = services.claim_vital(
            household_id=household, vital=ground(ann), keyring=william, now=now
        )
        services.confirm_vital(part_id=claim, keyring=harriet, now=now)

    claimed(NOW)
    noted(household, no, william, now=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="said no to this"):
        asked(household, ann, william, "share", "Rankin", now=NOW + timedelta(hours=2))
    claimed(NOW + timedelta(hours=3))
    found = asked(household, ann, william, "share", "Rankin", now=NOW + timedelta(hours=4))

    assert found.basis == "vital interest"


def test_nobody_is_their_own_second_and_nobody_the_third(family, william, harriet):
    household, ann, *_others = family
    claim = services.claim_vital(
        household_id=household, vital=ground(ann), keyring=william, now=NOW
    )

    with pytest.raises(Refused, match="hand is on this already"):
        services.confirm_vital(part_id=claim, keyring=william, now=NOW)
    services.confirm_vital(part_id=claim, keyring=harriet, now=NOW)
    with pytest.raises(Refused, match="Two people stand behind this"):
        services.confirm_vital(part_id=claim, keyring=harriet, now=NOW)


def test_a_ground_without_a_reason_is_none(family, william):
    household, ann, *_others = family

    with pytest.raises(Refused, match="not said why"):
        services.claim_vital(
            household_id=household, vital=ground(ann, reason=" "), keyring=william, now=NOW
        )


def test_a_stranger_confirms_nothing(family, william, stranger):
    household, ann, *_others = family
    claim = services.claim_vital(
        household_id=household, vital=ground(ann), keyring=william, now=NOW
    )

    with pytest.raises(Refused, match="no such record"):
        services.confirm_vital(part_id=claim, keyring=stranger, now=NOW)


def test_that_nothing_is_owed_is_kept_once_it_was_signed(family, william):
    household, ann, *_others = family
    paper = FreePassage(person=ann, language="en", signed_on=TODAY, form="signed")

    made = services.sign_free_passage(household_id=household, paper=paper, keyring=william, now=NOW)

    assert parts.read(made, FreePassage, william).value == paper
    tomorrow = replace(paper, signed_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="of a day to come"):
        services.sign_free_passage(household_id=household, paper=tomorrow, keyring=william, now=NOW)


def test_who_says_no_to_everything_waits_in_the_same_place(family, william):
    household, ann, *_others = family
    settled(william)
    before = [line.id for line in queries.waiting_lines(william, TODAY)]

    for purpose in PURPOSES:
        receiver = "Rankin" if purpose in ("share", "referral") else ""
        noted(household, an_answer(ann, purpose=purpose, receiver=receiver, answer="no"), william)

    assert [line.id for line in queries.waiting_lines(william, TODAY)] == before
