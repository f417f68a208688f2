"""Wellbeing: asked late and gently, called for at once, and nothing told that need not be."""

from datetime import timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import parts, tasks
from waystation.cases.consent import queries as people
from waystation.cases.consent import referring, sheets
from waystation.cases.consent.domain import SCOPES, Referral
from waystation.cases.models import PartRow
from waystation.cases.queries import household
from waystation.cases.screening import services as screening
from waystation.cases.screening.domain import Screening
from waystation.cases.steps.queries import CaseAlarm
from waystation.cases.steps.queries import alarms as ringing
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.following import queries, services
from waystation.resettlement.following.card import words_of_card
from waystation.resettlement.following.domain import Crisis, CrisisPlan, Offered
from waystation.resettlement.tests.conftest import three

# An age key that nobody holds the secret of.
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
WHERE = "at the mill, her cousin is with her"


def screened(person, *answers, on=TODAY):
    filled = answers or (1,) * 9
    return Screening(person=person, tool="phq-9", on=on, language="en", answers=filled)


def call(household_id, person, keyring, words=WHERE, now=NOW):
    return services.call_for(
        household_id=household_id, person_id=person, words=words, keyring=keyring, now=now
    )


@pytest.mark.parametrize(("days", "refused"), [(0, True), (13, True), (14, False)])
def test_nobody_is_asked_on_the_night_of_an_arrival_nor_in_two_weeks(william, days, refused):
    case = settle(william, three(), state="arrived", arrived_on=TODAY - timedelta(days=days))
    person = household(case, william, TODAY).household.people[0]

    def ask():
        screening.keep(household_id=case, screening=screened(person), keyring=william, now=NOW)

    if refused:
        with pytest.raises(Refused, match="too short a time ago"):
            ask()
    else:
        ask()
    assert len(parts.listed(case, Screening, william)) == (not refused)


def test_a_flight_is_an_arrival_too(home, ann, william, monkeypatch):
    monkeypatch.setattr(queries, "FLIGHT", "step")
    flew_on = TODAY - timedelta(days=3)
    from waystation.resettlement.stays import queries as stays
    from waystation.resettlement.stays import services as going

    pathway = stays.pathway_of(stays.stay(home, william).stay, william)
    step = next(one for one in pathway.steps if one.kind == "step" and one.of == "household")
    going.note_done(household_id=home, step=step.code, on=flew_on, keyring=william, now=NOW)

    assert queries.last_came(home, william) == flew_on
    with pytest.raises(Refused, match="too short a time ago"):
        screening.keep(household_id=home, screening=screened(ann), keyring=william, now=NOW)


def test_who_declines_leaves_no_mark_at_all(sign_in, home, ann):
    before = PartRow.objects.count()

    page = sign_in("case worker").get(f"/newcomers/{home}/following/wellbeing/").content.decode()

    assert "If they decline, nothing is written" in page
    assert PartRow.objects.count() == before


def test_bands_are_named_in_words_on_the_page_of_wellbeing_and_nowhere_else(
    sign_in, home, ann, william
):
    for days, answers in ((40, (2,) * 9), (1, (1,) * 9)):
        screening.keep(
            household_id=home,
            screening=screened(ann, *answers[:8], 0, on=TODAY - timedelta(days=days)),
            keyring=william,
            now=NOW,
        )
    services.note_offered(household_id=home, person_id=ann, keyring=william, now=NOW)
    browser = sign_in("case worker")

    page = browser.get(f"/newcomers/{home}/following/wellbeing/").content.decode()
    others = browser.get(f"/newcomers/{home}/following/").content.decode()

    assert "16 of 27" in page
    assert "moderately severe signs" in page
    assert 'class="chart time"' in page
    assert "no diagnosis" in page
    assert "of 27" not in others
    assert "severe" not in others
    assert "Support offered" in others


def test_a_crisis_calls_the_holders_at_once_and_three_times_without_a_word_of_it(
    home, ann, william
):
    before = set(Watch.objects.values_list("pk", flat=True))
    call(home, ann, william)

    watch = Watch.objects.exclude(pk__in=before).get()
    assert (watch.due_at, watch.calls) == (NOW, 3)
    shown = bytes(watch.alarm)
    assert home.bytes not in shown
    assert b"crisis" not in shown
    assert watches.ring_due(NOW) >= 1
    (rung,) = [one for one in ringing(william) if one.what == "crisis"]
    assert rung == CaseAlarm("crisis", household(home, william, TODAY).household.code, home)


def test_whoever_takes_it_ends_the_calls_and_is_reminded_to_be_there_tomorrow(
    home, ann, william, harriet
):
    crisis = call(home, ann, william)
    watches.ring_due(NOW)

    services.take(crisis_id=crisis, keyring=harriet, now=NOW)

    assert [rung for rung in ringing(william) if rung.what == "crisis"] == []
    kept = parts.read(crisis, Crisis, william).value
    assert (kept.is_open, kept.taken_at) == (False, NOW)
    after = [t.value for t in tasks.still_open(home, william) if t.value.what == "after a crisis"]
    assert [(task.due_on, task.person) for task in after] == [(TODAY + timedelta(days=1), ann)]
    with pytest.raises(Refused, match="took it already"):
        services.take(crisis_id=crisis, keyring=william, now=NOW)


def test_it_is_called_once_for_one_person_and_only_with_words(home, ann, girl, william):
    call(home, ann, william)

    with pytest.raises(Refused, match="called for them already"):
        call(home, ann, william)
    with pytest.raises(Refused, match="not said where"):
        call(home, girl, william, words="  ")
    call(home, girl, william)
    assert len(parts.listed(home, Crisis, william)) == 2


def test_a_referral_needs_a_yes_and_even_with_every_part_of_it_no_answer_leaves(home, ann, william):
    screening.keep(household_id=home, screening=screened(ann, *(3,) * 9), keyring=william, now=NOW)
    services.keep_plan(household_id=home, plan=a_plan(ann), keyring=william, now=NOW)
    sent = Referral(
        person=ann, receiver="Clinic", recipient=KEY, scope=SCOPES, language="en", why="a talk"
    )

    with pytest.raises(Refused):
        referring.prepare(household_id=home, referral=sent, keyring=william, now=NOW)
    who = people.member(ann, william, TODAY)
    leaves = str(sheets.referral(who, sent, [], TODAY))
    assert "Ann Maria Jackson" in leaves
    assert "27" not in leaves
    assert "PHQ" not in leaves
    assert "the river" not in leaves


def test_a_stranger_calls_for_nobody_takes_nothing_and_offers_nothing(home, ann, william, stranger):
    crisis = call(home, ann, william)

    for act in (
        lambda: call(home, ann, stranger),
        lambda: services.take(crisis_id=crisis, keyring=stranger, now=NOW),
        lambda: services.note_offered(household_id=home, person_id=ann, keyring=stranger, now=NOW),
        lambda: services.keep_plan(household_id=home, plan=a_plan(ann), keyring=stranger, now=NOW),
        lambda: queries.wellbeing(home, stranger, TODAY),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()
    assert parts.read(crisis, Crisis, william).value.is_open
    assert parts.listed(home, Offered, william) == []


def test_with_a_browser_nobody_is_called_before_a_second_look(sign_in, home, ann, william):
    browser = sign_in("case worker")
    address = f"/newcomers/{home}/following/crisis/"

    early = browser.post(address, {"person": str(ann), "words": WHERE})

    assert early.status_code == 422
    assert "Say that they are to be called" in early.content.decode()
    assert parts.listed(home, Crisis, william) == []
    sure = {"person": str(ann), "words": WHERE, "sure": "on"}
    assert browser.post(address, sure).status_code == 302
    assert "I take it" in browser.get(address).content.decode()


def a_plan(person, **said):
    usual = {"signs": ("I do not eat",), "helps": ("the river",), "calls": ("Mary",)}
    return CrisisPlan(person=person, **usual | said)


def test_a_card_is_theirs_to_change_and_to_end(home, ann, william):
    def keep(plan):
        return services.keep_plan(household_id=home, plan=plan, keyring=william, now=NOW)

    first = keep(a_plan(ann))
    assert keep(a_plan(ann, never=("no police",))) == first
    assert queries.page(home, william, TODAY).people[0].plan.value.never == ("no police",)
    keep(a_plan(ann, ended_on=TODAY))
    assert queries.page(home, william, TODAY).people[0].plan is None
    with pytest.raises(Refused, match="neither what helps"):
        keep(a_plan(ann, helps=(), calls=()))


def test_the_printed_card_holds_their_words_in_two_languages_of_heads_and_no_name(
    sign_in, home, ann, william
):
    services.keep_plan(household_id=home, plan=a_plan(ann), keyring=william, now=NOW)

    printed = sign_in("case worker").get(f"/newcomers/{home}/following/{ann}/card/")

    assert printed.content.startswith(b"%PDF")
    said = str(words_of_card(a_plan(ann)))
    assert "the river" in said
    assert "What helps me" in said
    assert "Jackson" not in said
