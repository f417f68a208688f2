"""What is best for a child is found, signed by another, and only then the child may travel."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.complaints import queries as complaints
from waystation.cases.complaints.tests.conftest import NOW
from waystation.cases.models import ComplaintRow
from waystation.cases.person import named
from waystation.cases.safeguarding import queries, services
from waystation.cases.safeguarding.assessing import FINDINGS, Panelist
from waystation.cases.safeguarding.domain import Companion, Reference
from waystation.cases.safeguarding.indicators import Asked
from waystation.cases.safeguarding.tests.conftest import settle, siblings, with_aunt
from waystation.hazards import queries as hazards

TODAY = NOW.date()
FOUND = dict.fromkeys(FINDINGS, "written down")
DECISION = {"decision": "travel", "reasons": "she asks for it", "review_on": TODAY + timedelta(30)}
REFERENCES = tuple(
    Reference(who=who, knows="for years", says="kind", asked_on=TODAY) for who in ("Eva", "Otto")
)


@pytest.fixture
def william(office):
    return office.visit("william")


@pytest.fixture
def harriet(office):
    return office.visit("harriet")


@pytest.fixture
def home(william):
    """Ruth, forty, with her niece Ann, fifteen."""
    return settle(william, with_aunt())


def child_of(household_id, who, nth=0):
    return queries.children(household_id, who.keyring, TODAY)[nth]


def move(part_id, who, to, **fields):
    services.move(part_id=part_id, to=to, fields=fields, keyring=who.keyring, now=NOW)


def drafted(household_id, who, why="separated"):
    """Give an assessment that everything is written in."""
    child = child_of(household_id, who).id
    known = child_of(household_id, who).latest
    part_id = known.id if known else services.open_assessment(
        household_id=household_id, child=child, why=why, keyring=who.keyring, now=NOW
    )  # fmt: skip
    move(part_id, who, "gathering")
    write(part_id, who, findings=FOUND)
    move(part_id, who, "drafted")
    return part_id


def open_tasks(household_id, who):
    found = tasks.still_open(household_id, who.keyring)
    return [(kept.value.what, kept.value.urgent) for kept in found]


def write(part_id, who, **said):
    was = queries.assessment(part_id, who.keyring).value
    said = {"findings": {}} | said
    services.write(part_id=part_id, was=was, **said, keyring=who.keyring, now=NOW)


def name_companion(household_id, who, **said):
    people = queries.people_in(household_id, who.keyring)
    usual = {"child": child_of(household_id, who).id, "person": people[0].id, "name": "Ruth",
             "relation": "aunt", "childs_choice": True, "childs_words": "she sings",
             "references": REFERENCES}  # fmt: skip
    return services.name_companion(
        household_id=household_id, companion=Companion(**usual | said), keyring=who.keyring, now=NOW
    )


def ask(household_id, who, *signs, about="nobody", named="", says="seen at the well"):
    asked = Asked(person=None, moment="house", on=TODAY, alone=True, signs=signs)
    return services.note_signs(
        household_id=household_id, asked=asked, about=about, named=named, says=says, who=who,
        now=NOW,
    )  # fmt: skip


def test_a_lone_girl_with_her_brother_gets_an_assessment_each_with_a_task_for_today(william):
    household = settle(william, siblings())

    children = queries.children(household, william.keyring, TODAY)
    for_today = tasks.still_open(household, william.keyring)

    assert [view.standing for view in children] == ["unaccompanied", "unaccompanied"]
    assert [view.latest.value.state for view in children] == ["opened", "opened"]
    assert [(kept.value.what, kept.value.due_on, kept.value.urgent) for kept in for_today] == [
        ("best interests", TODAY, True)
    ] * 2
    assert queries.needs_assessment(household, william.keyring, TODAY) == []
    assert services.open_needed(household_id=household, keyring=william.keyring, now=NOW) == []


def test_a_child_with_an_aunt_may_travel_once_another_signed_and_two_were_asked(
    home, william, harriet
):
    part_id = drafted(home, william)
    before = queries.clearances(home, william.keyring, TODAY)
    move(part_id, harriet, "decided", **DECISION)
    without = queries.clearances(home, william.keyring, TODAY)
    name_companion(home, william)

    view = child_of(home, william)
    assert (before, without) == ({}, {})
    assert set(queries.clearances(home, william.keyring, TODAY)) == {view.id}
    assert view.clearance.companion == queries.people_in(home, william.keyring)[0].id
    assert view.latest.value.signed_by == "Harriet"
    assert queries.clearances(home, william.keyring, TODAY + timedelta(31)) == {}


def test_whoever_wrote_any_of_it_never_signs(home, william, harriet):
    part_id = drafted(home, william)

    with pytest.raises(Refused, match="You wrote this yourself"):
        move(part_id, william, "decided", **DECISION)
    move(part_id, harriet, "gathering", sent_back="ask her again")
    write(part_id, harriet, findings=FOUND)
    move(part_id, harriet, "drafted")
    with pytest.raises(Refused, match="You wrote this yourself"):
        move(part_id, harriet, "decided", **DECISION)

    assert queries.assessment(part_id, william.keyring).value.state == "drafted"


def test_a_step_that_lacks_something_names_it(home, william):
    part_id = drafted(home, william)

    with pytest.raises(Refused, match="Missing: the decision, the reasons, a day to look again"):
        move(part_id, william, "decided")
    with pytest.raises(Refused, match="does not become"):
        move(part_id, william, "reviewed")


def test_a_determination_needs_a_panel_of_three_and_keeps_the_dissent(office, william):
    home = settle(william, [named("Ruth", age=40), named("Ann", age=15, relation="daughter")])
    part_id = drafted(home, william, why="apart from parents")
    move(part_id, william, "panel")
    two = [Panelist(name=name, discipline="law", opinion="agrees") for name in ("A", "B")]
    write(part_id, william, panel=two)
    harriet = office.visit("harriet")
    with pytest.raises(Refused, match="a panel of at least three people, at least two disc"):
        move(part_id, harriet, "decided", **DECISION)

    third = Panelist(name="C", discipline="health", opinion="dissents", says="too soon")
    write(part_id, william, panel=[*two, third])
    move(part_id, harriet, "decided", **DECISION)

    decided = queries.assessment(part_id, william.keyring).value
    assert (decided.kind, decided.panel[-1].says) == ("BID", "too soon")


def test_a_decision_sets_the_day_to_look_again_and_a_review_moves_it(home, william, harriet):
    part_id = drafted(home, william)
    move(part_id, harriet, "decided", **DECISION)
    later = TODAY + timedelta(80)
    move(part_id, william, "reviewed", review="still right", review_on=later)

    assert watches.ring_due(NOW + timedelta(31)) == 0
    assert watches.ring_due(NOW + timedelta(80)) == 1
    value = queries.assessment(part_id, william.keyring).value
    assert (value.state, value.review_on) == ("reviewed", later)


def test_a_companion_is_an_adult_of_the_household_or_one_of_ours(home, william):
    child = child_of(home, william).id

    with pytest.raises(Refused, match="an adult of this household"):
        name_companion(home, william, person=child)
    with pytest.raises(Refused, match="no name"):
        name_companion(home, william, person=None, name=" ")
    with pytest.raises(Refused, match="no child of this household"):
        name_companion(home, william, child=home)

    name_companion(home, william, person=None, name="Esther")
    assert child_of(home, william).companion.value.name == "Esther"


def test_a_new_companion_ends_the_one_before_and_a_reason_ends_any(home, william):
    first = name_companion(home, william)
    second = name_companion(home, william, person=None, name="Esther")

    assert parts.read(first, Companion, william.keyring).value.ended_why == "another was named"
    with pytest.raises(Refused, match="needs a reason"):
        services.end_companion(part_id=second, why=" ", keyring=william.keyring, now=NOW)
    services.end_companion(part_id=second, why="fell ill", keyring=william.keyring, now=NOW)
    assert child_of(home, william).companion.value.ended_on == TODAY


def test_each_sign_opens_a_task_and_one_that_presses_holds_the_next_leg(home, william):
    ask(home, william, "coached", "threats")

    assert queries.n_stopping(home, william.keyring) == 1
    assert sorted(urgent for what, urgent in open_tasks(home, william) if "sign" in what) == [
        False, True,
    ]  # fmt: skip


def test_only_another_closes_a_sign_that_holds_a_leg(home, william, harriet):
    ask(home, william, "threats", "silent")
    threats, silent = sorted(
        queries.open_concerns(home, william.keyring), key=lambda kept: not kept.value.at_once
    )

    def close(kept, who, found="it was the neighbour; they moved"):
        services.close_concern(part_id=kept.id, found=found, keyring=who.keyring, now=NOW)

    with pytest.raises(Refused, match="You wrote this yourself"):
        close(threats, william)
    with pytest.raises(Refused, match="Nothing is said"):
        close(threats, harriet, " ")
    close(threats, harriet)
    close(silent, william)

    assert queries.open_concerns(home, william.keyring) == []
    assert open_tasks(home, william) == [("best interests", True)]


def test_a_sign_without_a_word_or_without_the_name_it_needs_is_refused(home, william):
    with pytest.raises(Refused, match="nothing is said of it"):
        ask(home, william, "threats", says="")
    with pytest.raises(Refused, match="not said who"):
        ask(home, william, "threats", about="partner")

    assert queries.asked(home, william.keyring) == []


def test_what_points_at_a_colleague_is_sealed_away_and_not_in_the_case(office, home, william):
    office.hears("allan", "harriet", "passmore")

    filed = ask(home, office.visit("william"), "money", about="colleague", named="Harriet")

    assert filed.went_to == ("Allan", "Passmore")
    assert queries.concerns(home, william.keyring) == queries.asked(home, william.keyring) == []
    assert open_tasks(home, william) == [("best interests", True)]
    assert not complaints.asked_to_pay(office.visit("allan").keyring)
    seen = [view.complaint.words for view in complaints.complaints(office.visit("passmore"))]
    assert seen == ["asked to pay\nseen at the well"]
    assert complaints.complaints(office.visit("harriet")) == []


def test_asked_to_pay_tells_security_and_suspends_the_partner_where_keys_allow(
    office, home, william, harriet
):
    leads = replace(harriet, keyring=harriet.keyring.with_slot(office.slots["network"]))
    halted = []
    for who in (william, leads):
        ask(home, who, "money", about="partner", named="rankin")
        halted.append(hazards.halts(leads.keyring).of("partner", "rankin") is not None)
    watches.ring_due(NOW)

    told = [rung.word.halted for rung in complaints.asked_to_pay(office.visit("allan").keyring)]
    assert sorted(told) == [False, True]
    assert halted == [False, True]


def test_the_pages_lead_from_a_lone_child_to_a_signed_decision(office, william):
    household = settle(william, with_aunt())
    worker, manager = office.browser("william"), office.browser("harriet")

    worker.post(reverse("best-interests-needed", args=[household]))
    kept = child_of(household, william).latest
    worker.post(reverse("best-interests-move", args=[kept.id, "gathering"]), {"seen": 0})
    worker.post(reverse("best-interests-write", args=[kept.id]), FOUND | {"seen": 1})
    worker.post(reverse("best-interests-move", args=[kept.id, "drafted"]), {"seen": 2})
    said = DECISION | {"review_on": "1855-11-20", "seen": 3}
    own = worker.post(reverse("best-interests-sign", args=[kept.id]), said)
    by_move = worker.post(reverse("best-interests-move", args=[kept.id, "decided"]), said)
    signed = manager.post(reverse("best-interests-sign", args=[kept.id]), said)
    page = manager.get(reverse("safeguarding", args=[household])).content.decode()

    assert (own.status_code, by_move.status_code, signed.status_code) == (403, 409, 302)
    assert "may travel, with the companion named" in page
    assert ComplaintRow.objects.count() == 0


def test_what_another_wrote_meanwhile_is_not_written_over(office, william, harriet, home):
    kept = child_of(home, william).latest
    move(kept.id, william, "gathering")
    page, address = office.browser("william"), reverse("best-interests-write", args=[kept.id])
    shown = page.get(reverse("best-interests", args=[kept.id])).content.decode()
    write(kept.id, harriet, findings=FOUND | {"wishes": "to her aunt"})

    assert 'name="seen" value="1"' in shown
    late = page.post(address, FOUND | {"wishes": "to stay", "seen": 1})
    bare = page.post(address, FOUND)
    assert (late.status_code, bare.status_code) == (422, 422)
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert queries.assessment(kept.id, william.keyring).value.wishes == "to her aunt"

    assert page.post(address, FOUND | {"wishes": "both", "seen": 2}).status_code == 302
    assert queries.assessment(kept.id, william.keyring).value.wishes == "both"


def test_nobody_speaks_for_themselves_as_a_companion(home, william):
    own = (*REFERENCES[:1], replace_who(REFERENCES[1], " ruth"))

    with pytest.raises(Refused, match="Two others have to be asked"):
        name_companion(home, william, references=own)
    assert child_of(home, william).companion is None


def replace_who(reference, who):
    return msgspec.structs.replace(reference, who=who)


def test_nobody_signs_what_was_changed_since_they_saw_it(office, william, home):
    part_id = drafted(home, william)
    n_seen = len(queries.assessment(part_id, william.keyring).before)
    move(part_id, william, "gathering", sent_back="her words")
    write(part_id, william, findings=FOUND | {"wishes": "to stay"})
    move(part_id, william, "drafted")
    manager, address = office.browser("harriet"), reverse("best-interests-sign", args=[part_id])
    said = DECISION | {"review_on": "1855-11-20"}

    late = manager.post(address, said | {"seen": n_seen})

    assert "Somebody changed this meanwhile" in late.content.decode()
    assert queries.assessment(part_id, william.keyring).value.state == "drafted"
    assert manager.post(address, said | {"seen": n_seen + 3}).status_code == 302


def test_signs_are_noted_of_nobody_outside_the_household(home, william):
    other = child_of(settle(william, siblings()), william).id
    asked = Asked(person=other, moment="house", on=TODAY, alone=True)

    with pytest.raises(Refused, match="no such record"):
        services.note_signs(household_id=home, asked=asked, about="nobody", who=william, now=NOW)
