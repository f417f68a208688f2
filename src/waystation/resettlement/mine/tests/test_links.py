"""Links to a plan: who opens them, how they follow the plan, and how they end."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.cases.tests.purges import approve, ask, carry_out
from waystation.resettlement.means import services as means
from waystation.resettlement.means.domain import ThirdPartyLoan
from waystation.resettlement.mine import domain, queries, services
from waystation.resettlement.mine.domain import Beside, Paper
from waystation.resettlement.models import LinkRow
from waystation.resettlement.programmes.domain import Goal
from waystation.resettlement.programmes.services import beside as programmes
from waystation.resettlement.stays import living
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.vault import handed, words

LATER = NOW + timedelta(days=1)
MIRIAM = Beside(
    name="Miriam", what="school", hours="Tuesdays", languages="Korean", reach="at the well",
    sees="this plan",
)  # fmt: skip


@pytest.fixture
def make(settled, william):
    def made(**said):
        usual = {"sort": "plan", "language": "ko", "days": 90, "household_id": settled}
        return services.make_link(**usual | said, keyring=william, now=NOW)

    return made


def opened(secret, today=TODAY) -> Paper:
    """Open a plan as a phone does: with nothing but the secret of its link."""
    box = queries.box_of(handed.digest_of(secret, "plan"), today)
    return msgspec.json.decode(handed.read(secret, "plan", box), type=Paper)


def test_the_secret_of_a_link_opens_the_plan_in_both_languages_and_stands_nowhere_here(make):
    made = make()

    paper = opened(made.secret)

    assert [document.language for document in paper.documents] == ["ko", "en"]
    assert paper.until == TODAY + timedelta(days=90)
    row = LinkRow.objects.get()
    kept = [bytes(row.body), bytes(row.box), bytes(row.digest), bytes(row.public)]
    assert not any(made.secret in one for one in kept)
    assert made.secret not in msgspec.msgpack.encode(made.link)


def test_the_twelve_words_are_the_same_link(make):
    made = make()

    assert handed.secret_of(words.entropy_of(" ".join(made.words))) == made.secret


def test_a_link_follows_every_change_of_the_stay(make, settled, william):
    made = make()
    first = stays.course_of(settled, william, TODAY)[0].step

    staying.note_done(household_id=settled, step=first.code, on=TODAY, keyring=william, now=NOW)

    english = opened(made.secret).documents[1]
    lines = {line.heading: line for one in english.sections for line in one.lines}
    assert lines[first.title.en].state == "done"


def test_whoever_is_put_on_the_plan_or_taken_off_it_is_so_on_the_phone(make, settled, william):
    made, said = make(), {"household_id": settled, "keyring": william, "now": NOW}

    miriam = services.add_beside(beside=MIRIAM, **said)
    then = msgspec.json.encode(opened(made.secret)).decode()
    services.change_beside(beside_id=miriam, beside=replace(MIRIAM, name="Ruth"), **said)
    changed = msgspec.json.encode(opened(made.secret)).decode()
    services.end_beside(beside_id=miriam, **said)
    gone = msgspec.json.encode(opened(made.secret)).decode()

    assert ("Miriam" in then, "Ruth" in changed, "Miriam" in changed) == (True, True, False)
    assert "Ruth" not in gone
    with pytest.raises(Refused):
        queries.one_beside(settled, miriam, william)


def test_nothing_is_sealed_to_a_key_that_was_put_into_the_database(make, settled, william):
    make()
    thief = handed.handed(bytes(32), "plan")
    LinkRow.objects.update(public=thief.public)

    with pytest.raises(Tampered):
        services.refresh(household_id=settled, keyring=william, now=NOW)


def test_a_link_that_is_put_back_after_its_end_is_noticed(make, settled, william):
    made, row = make(), LinkRow.objects.get()
    services.end_link(household_id=settled, link_id=made.id, keyring=william, now=NOW)

    row.save(force_insert=True)

    with pytest.raises(Tampered):
        queries.links(settled, william, TODAY)


def test_unknown_ended_and_a_calendars_look_alike_to_whoever_asks(make, settled, william):
    made, calendar = make(), make(sort="calendar")
    services.end_link(household_id=settled, link_id=made.id, keyring=william, now=NOW)

    asked = [
        bytes(32),
        handed.digest_of(made.secret, "plan"),
        handed.digest_of(calendar.secret, "calendar"),
    ]
    answers = [queries.box_of(digest, TODAY) for digest in asked]

    assert {len(box) for box in answers} == {len(handed.filler("plan"))}
    for secret in (made.secret, calendar.secret):
        with pytest.raises(Tampered):
            handed.read(secret, "plan", answers[1])


def test_a_link_ends_after_its_day_and_its_box_goes_with_the_next_change(make, settled, william):
    made = make(days=30)
    last = TODAY + timedelta(days=30)

    assert opened(made.secret, last).until == last
    with pytest.raises(Tampered):
        opened(made.secret, last + timedelta(days=1))
    later = NOW + timedelta(days=31)
    services.refresh(household_id=settled, keyring=william, now=later)
    assert not LinkRow.objects.exists()


def test_a_renewed_link_keeps_its_secret(make, settled, william):
    made = make(days=30)
    later = NOW + timedelta(days=10)

    services.renew_link(household_id=settled, link_id=made.id, days=180, keyring=william, now=later)

    assert opened(made.secret, TODAY + timedelta(days=190)).until == TODAY + timedelta(days=190)
    assert queries.links(settled, william, TODAY)[0].is_good


def test_links_end_with_the_stay(make, settled, william):
    make()

    staying.end(household_id=settled, why="they left", on=TODAY, keyring=william, now=NOW)

    assert not LinkRow.objects.exists()
    assert queries.links(settled, william, TODAY) == []


@pytest.mark.django_db
def test_links_are_destroyed_with_the_case(make, settled, william, harriet, passmore):
    made = make()
    purge = ask(settled, william)
    approve(purge, harriet, passmore)

    carry_out(purge, william)

    assert not LinkRow.objects.exists()
    with pytest.raises(Tampered):
        opened(made.secret)


def test_a_board_writes_boxes_anew_that_are_older_than_today(make, settled, william):
    made = make()
    before = opened(made.secret).documents[1].made

    n = services.tend(keyring=william, now=LATER)
    again = services.tend(keyring=william, now=LATER)

    assert (n, again) == (1, 0)
    assert opened(made.secret).documents[1].made != before


def test_one_households_broken_link_keeps_nobody_elses_from_being_written_anew(
    make, settled, william
):
    neighbours = settle(william, state="arrived", arrived_on=TODAY)
    staying.begin(
        household_id=neighbours, pathway="canada-west-1850s", on=TODAY, keyring=william, now=NOW
    )
    ours, theirs = make(), make(household_id=neighbours)
    LinkRow.objects.filter(pk=ours.id).update(public=theirs.link.public)

    with pytest.raises(Tampered):
        services.tend(keyring=william, now=LATER)

    assert LinkRow.objects.get(pk=theirs.id).day == LATER.date()


def test_who_is_on_no_pathway_any_more_gets_no_new_link(make, settled, william):
    staying.end(household_id=settled, why="they left", on=TODAY, keyring=william, now=NOW)

    with pytest.raises(Refused, match="ended"):
        make()


def test_a_household_has_a_dozen_links_and_no_more(make, monkeypatch):
    monkeypatch.setattr(domain, "LINKS_MAX", 2)
    make()
    make()

    with pytest.raises(Refused, match="2 links"):
        make()


def test_a_stranger_learns_nothing_of_links_and_makes_none(make, settled, william, stranger):
    made = make()

    for act in (
        lambda: services.end_link(household_id=settled, link_id=made.id, keyring=stranger, now=NOW),
        lambda: queries.links(settled, stranger, TODAY),
        lambda: services.make_link(
            household_id=settled, sort="plan", language="en", days=30, keyring=stranger, now=NOW
        ),
    ):
        with pytest.raises(Refused):
            act()
    assert LinkRow.objects.count() == 1


def test_a_link_is_not_ended_from_another_households_page(make, william):
    made, other = make(), settle(william)

    with pytest.raises(Refused):
        services.end_link(household_id=other, link_id=made.id, keyring=william, now=NOW)


def test_a_plan_too_long_for_a_phone_says_that_the_rest_stands_in_the_booklet(
    make, settled, william
):
    many = [replace(MIRIAM, name=f"Miriam {n}", what="x" * 290) for n in range(180)]
    parts.put_all(household_id=settled, values=many, keyring=william, now=NOW)

    paper = opened(make(language="en").secret)

    (document,) = paper.documents
    assert "The rest stands in the booklet." in document.foot


def test_a_plan_tells_those_who_stay_nothing_of_whoever_left(settled, william):
    said = {"household_id": settled, "keyring": william, "now": NOW}
    first, left, *others = stays.stay(settled, william).stay.members
    for one in (first, left):
        goal = Goal(words=f"a wish of {one.person}", kind="rest", person=one.person)
        programmes.say_goal(goal=goal, **said)
    loan = ThirdPartyLoan(lender="A line", amount=100, currency="USD", person=left.person)
    means.note(value=loan, **said)
    living.note_members(members=(first, *others), why="moved away", **said)

    found = queries.material(settled, william, TODAY)

    assert [one.text for one in found.goals] == [f"a wish of {first.person}"]
    assert found.lent == ()
