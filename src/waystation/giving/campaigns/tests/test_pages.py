"""Pages of teams and members: asked, read, decided, taken off, told."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.giving import rows
from waystation.giving.campaigns import domain, office, pages, queries
from waystation.giving.campaigns.domain import Asked, Contact
from waystation.giving.campaigns.tests.acts import (
    CAPTAIN,
    PETERBORO,
    accepted,
    decided,
    old_teams,
)
from waystation.giving.letters.domain import Letter
from waystation.giving.models import LetterRow, PageAskRow, TeamRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger.models import Fund

pytestmark = pytest.mark.usefixtures("office")


def test_what_a_stranger_asks_is_sealed_and_makes_no_page(julia, stranger):
    row = pages.ask("team", PETERBORO, now=NOW)

    assert b"Peterboro" not in bytes(row.box)
    assert not TeamRow.objects.exists()
    assert pages.waiting(stranger) == []
    with pytest.raises(Refused, match="Nothing of this kind"):
        pages.ask_of(row.pk, stranger)
    ((_row, said),) = pages.waiting(julia)
    assert said == PETERBORO


def test_an_accepted_team_has_a_page_a_fund_and_a_letter_with_what_was_changed(julia):
    row = pages.ask("team", PETERBORO, now=NOW)
    said = replace(PETERBORO, text="We give up sugar for a year, and coffee in Lent.")

    team = decided(julia, row.pk, said)

    assert queries.public_team("friends-in-peterboro", TODAY, "en").text == said.text
    assert Fund.objects.get(code=team.fund).restricted
    assert rows.said(team, Contact, julia) == CAPTAIN
    letter = rows.said(LetterRow.objects.get(), Letter, julia)
    assert (letter.kind, letter.to) == ("page-accepted", CAPTAIN.email)
    assert letter.values["url"].endswith("/en/teams/friends-in-peterboro/")
    assert said.text in letter.values["changed"]
    with pytest.raises(Refused, match="decided already"):
        decided(julia, row.pk, said)


def test_a_refused_team_is_nowhere_and_gets_its_reason(julia):
    row = pages.ask("team", PETERBORO, now=NOW)

    pages.refuse(ask_id=row.pk, why="Another team has this name.", keyring=julia, now=NOW)

    assert not TeamRow.objects.exists()
    assert not Fund.objects.filter(code__startswith="TEAM-").exists()
    letter = rows.said(LetterRow.objects.get(), Letter, julia)
    assert letter.values["why"] == "Another team has this name."


def test_two_teams_of_one_name_have_two_addresses_and_two_funds(julia):
    first, second = accepted(julia), accepted(julia)

    assert first.slug != second.slug
    assert first.fund != second.fund


def test_a_page_taken_off_is_gone_at_once_and_can_be_opened_again(julia):
    team = accepted(julia)
    row = pages.ask("report", Asked(reason="person"), team=team.pk, now=NOW)

    pages.take_off(ask_id=row.pk, keyring=julia, now=NOW)
    assert queries.public_team(team.slug, TODAY, "en") is None
    with pytest.raises(Refused):
        queries.target("", team.slug, "", TODAY)

    pages.turn(TeamRow.objects.get(), "open", keyring=julia, now=NOW)
    assert queries.public_team(team.slug, TODAY, "en").is_open


def test_other_words_stand_only_after_they_were_read_and_say_whose_address_asked(julia):
    team = accepted(julia)
    other = replace(PETERBORO, name="Friends of Peterboro", goal_cents=6_000_00)
    row = pages.ask("change", other, team=team.pk, now=NOW)
    forged = replace(other, contact=Contact("G. S.", "else@example.org", "en"))

    assert queries.public_team(team.slug, TODAY, "en").name == "Friends in Peterboro"
    assert office.is_theirs(team, other, julia)
    assert not office.is_theirs(team, forged, julia)
    decided(julia, row.pk, other)
    assert queries.public_team(team.slug, TODAY, "en").measured.goal_cents == 6_000_00


def test_words_that_may_not_stand_in_public_are_refused_in_asking_and_in_accepting(julia):
    bad = replace(PETERBORO, text="Ring us on 315-555-0188, we are glad to hear.")
    with pytest.raises(Refused, match="telephone"):
        pages.ask("team", bad, now=NOW)
    row = pages.ask("team", PETERBORO, now=NOW)
    with pytest.raises(Refused, match="telephone"):
        decided(julia, row.pk, bad)


def test_no_more_wait_than_somebody_reads(monkeypatch):
    monkeypatch.setattr(domain, "WAITING_MAX", 2)
    for _ in range(2):
        pages.ask("team", PETERBORO, now=NOW)

    with pytest.raises(Refused, match="More has been sent"):
        pages.ask("team", PETERBORO, now=NOW)
    assert PageAskRow.objects.count() == 2


def test_whoever_floods_one_page_with_reports_keeps_nobody_from_reporting_another(
    julia, monkeypatch
):
    monkeypatch.setattr(domain, "REPORTS_MAX", 2)
    flooded, other = (accepted(julia, replace(PETERBORO, name=name)) for name in ("One", "Two"))
    for _ in range(2):
        pages.ask("report", Asked(reason="other"), team=flooded.pk, now=NOW)

    with pytest.raises(Refused, match="reported often"):
        pages.ask("report", Asked(reason="other"), team=flooded.pk, now=NOW)
    pages.ask("report", Asked(reason="person"), team=other.pk, now=NOW)


def test_whoever_floods_one_team_with_members_keeps_nobody_from_joining_another(julia, monkeypatch):
    first, other = (accepted(julia, replace(PETERBORO, name=name)) for name in ("One", "Two"))
    monkeypatch.setattr(domain, "WAITING_MAX", 1)
    pages.ask("member", PETERBORO, team=first.pk, now=NOW)

    with pytest.raises(Refused, match="More has been sent"):
        pages.ask("member", PETERBORO, team=first.pk, now=NOW)
    pages.ask("member", PETERBORO, team=other.pk, now=NOW)


def test_three_teams_are_told_together_and_two_never(julia):
    teams = old_teams(julia, 3)
    for too_few in (teams[:2], [teams[0]] * 3):
        with pytest.raises(Refused, match="three"):
            pages.tell_teams(team_ids=too_few, on=TODAY, keyring=julia, now=NOW)
    assert not TeamRow.objects.exclude(told_in=None).exists()

    assert pages.tell_teams(team_ids=teams, on=TODAY, keyring=julia, now=NOW) == 3

    assert set(TeamRow.objects.values_list("told_in", flat=True)) == {TODAY.replace(day=1)}
    assert LetterRow.objects.filter(kind="team-told").count() == 3
    soon = TODAY + timedelta(days=30)
    with pytest.raises(Refused, match="last 90 days"):
        pages.tell_teams(team_ids=teams, on=soon, keyring=julia, now=NOW)
