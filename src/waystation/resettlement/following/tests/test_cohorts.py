"""Cohorts: what is not shown cannot be worked out; and those who came earlier and would help."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.queries import household
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.following import cohorting, queries, services
from waystation.resettlement.following.cohorting import MEASURES, Lived
from waystation.resettlement.following.domain import FollowUp, Said, Willing
from waystation.resettlement.programmes import queries as programmes
from waystation.resettlement.programmes.domain import bar
from waystation.resettlement.tests.conftest import three


def lived(number, year, pathway, *, household=None, level=None, ladder=None, months_here=13):
    said = () if level is None else (Said("housing", level),)
    told = FollowUp(
        person=UUID(int=number), step="check-12", on=TODAY, months=12, said=said, ladder=ladder
    )
    asked = level is not None or ladder is not None
    home = UUID(int=number if household is None else household)
    return Lived(home, year, pathway, months_here, {12: told} if asked else {})


def crowd(sizes, a_household=2):
    """People of each year and pathway, so many a household."""
    found = []
    for (year, pathway), n in sizes.items():
        for nth in range(n):
            home = hash((year, pathway, nth // a_household)) % 2**60
            found.append(lived(len(found), year, pathway, household=home))
    return found


def unknowns_that_are_known(counts):
    """Solve what the table tells as linear equations: which counts not shown are one number?"""
    n_rows, n_columns = len(counts.cells), len(counts.cells[0])
    places = list(product(range(n_rows), range(n_columns)))
    at = {place: number for number, place in enumerate(places)}
    rules = []
    for r in range(n_rows):
        rule = np.zeros(len(places))
        rule[[at[r, c] for c in range(n_columns - 1)]] = 1
        rule[at[r, n_columns - 1]] = -1
        rules.append(rule)
    for c in range(n_columns if n_rows > 1 else 0):
        rule = np.zeros(len(places))
        rule[[at[r, c] for r in range(n_rows - 1)]] = 1
        rule[at[n_rows - 1, c]] = -1
        rules.append(rule)
    shown = [place for place in places if counts.cells[place[0]][place[1]] is not None]
    rules += [np.eye(len(places))[at[place]] for place in shown]
    whole = np.array(rules)
    rank = np.linalg.matrix_rank(whole)
    return [
        place
        for place in set(places) - set(shown)
        if np.linalg.matrix_rank(np.vstack([whole, np.eye(len(places))[at[place]]])) == rank
    ]


sizes = st.dictionaries(
    st.tuples(st.sampled_from((1851, 1852, 1853)), st.sampled_from(("canada", "korea", "usa"))),
    st.integers(1, 40),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25)
@given(sizes, st.sampled_from((1, 2, 9)))
def test_no_count_that_is_not_shown_follows_from_those_that_are(sizes, a_household):
    people = crowd(sizes, a_household)

    counts = cohorting.count(people)

    assert unknowns_that_are_known(counts) == []
    for r, c in product(range(len(counts.years)), range(len(counts.pathways))):
        key = counts.years[r], counts.pathways[c]
        group = [one.household for one in people if (one.year, one.pathway) == key]
        if counts.cells[r][c] is not None:
            assert counts.cells[r][c] == len(group) >= 10
            assert len(set(group)) >= 3


def test_the_search_for_what_is_known_finds_a_lone_dash():
    told = cohorting.Counts((1851, 1852), ("a",), ((None, 12), (20, 20), (32, 32)))

    assert (0, 0) in unknowns_that_are_known(told)


@pytest.mark.parametrize(("n", "a_household", "shown"), [
    (9, 1, False), (10, 1, True), (10, 5, False), (12, 4, True), (30, 15, False),
])  # fmt: skip
def test_a_cohort_is_ten_people_of_three_households(n, a_household, shown):
    counts = cohorting.count(crowd({(1851, "canada"): n}, a_household))

    assert counts.cells == (((n, n),) if shown else ((None, None),))


def test_a_share_is_shown_if_both_sides_are_ten_people_and_is_rounded():
    def told(n_yes, n_no):
        people = [lived(n, 1851, "canada", level=3) for n in range(n_yes)]
        people += [lived(100 + n, 1851, "canada", level=2) for n in range(n_no)]
        (row,) = cohorting.cohorts(people, 12).rows
        return row.shares[MEASURES.index("housing")]

    # 17 of 27 are 62.96 in a hundred; 21 of 31 are 67.7; 10 of 40 are 25.
    assert (told(17, 10), told(21, 10), told(10, 30)) == (65, 70, 25)
    assert (told(27, 0), told(20, 9), told(9, 20)) == (None, None, None)


def test_who_was_not_asked_yet_counts_only_once_the_check_was_due():
    people = [lived(n, 1851, "canada", level=3) for n in range(15)]
    early = [lived(100 + n, 1851, "canada", months_here=11) for n in range(20)]
    missed = [lived(200 + n, 1851, "canada") for n in range(10)]

    (row,) = cohorting.cohorts([*people, *early, *missed], 12).rows
    assert row.shares[0] == 60
    (row,) = cohorting.cohorts([*people, *early], 12).rows
    assert row.shares[0] is None


def test_the_middle_rung_is_told_of_ten_people_of_three_households():
    people = [lived(n, 1851, "canada", ladder=n % 5) for n in range(10)]

    (row,) = cohorting.cohorts(people, 12).rows
    assert row.ladder == 2
    crowded = [one._replace(household=UUID(int=nth % 2)) for nth, one in enumerate(people)]
    others = [lived(100 + n, 1851, "canada") for n in range(10)]
    (row,) = cohorting.cohorts([*crowded, *others], 12).rows
    assert row.ladder is None


def test_all_shown_adds_nothing_to_what_each_column_shows():
    people = [lived(n, 1851, "canada", level=3) for n in range(15)]
    people += [lived(100 + n, 1851, "canada", level=1) for n in range(15)]
    hidden = [lived(200 + n, 1852, "canada", level=4) for n in range(20)]

    found = cohorting.cohorts([*people, *hidden], 12)

    at = MEASURES.index("housing")
    assert [row.shares[at] for row in found.rows] == [50, None]
    assert found.together.shares[at] == 50


def test_with_a_browser_cohorts_are_shown_and_saved_by_post_alone(sign_in, home):
    browser = sign_in("case worker")

    page = browser.get("/newcomers/cohorts/?months=3")
    saved = browser.post("/newcomers/cohorts/file/", {"months": "3"})

    assert page.status_code == 200
    assert "not shown" in page.content.decode()
    assert saved["Content-Type"].startswith("text/csv")
    assert "Jackson" not in saved.content.decode()
    assert browser.get("/newcomers/cohorts/file/").status_code == 405


# Those who came earlier.


def wants(household_id, person, keyring, **said):
    usual = {"ways": ("mentor",), "languages": ("English",), "since": TODAY}
    return services.note_willing(
        household_id=household_id,
        willing=Willing(person=person, **usual | said),
        keyring=keyring,
        now=NOW,
    )


def test_who_would_help_is_listed_until_they_end_it(home, ann, william):
    part = wants(home, ann, william)
    assert [one.person.name for one in queries.alumni(william, TODAY)] == ["Ann Maria Jackson"]

    services.end_willing(willing_id=part, keyring=william, now=NOW)

    assert queries.alumni(william, TODAY) == []
    with pytest.raises(Refused, match="ended already"):
        services.end_willing(willing_id=part, keyring=william, now=NOW)


def test_no_child_and_nobody_in_the_first_90_days_is_asked_to_help(home, girl, william):
    with pytest.raises(Refused, match="Children"):
        wants(home, girl, william)
    late = settle(william, three(), state="arrived", arrived_on=TODAY - timedelta(days=89))
    person = household(late, william, TODAY).household.people[0]
    with pytest.raises(Refused, match="90 days"):
        wants(late, person, william)


def test_handed_on_they_are_a_helper_by_their_alias_and_only_once(home, ann, william):
    part = wants(home, ann, william, words="on Sundays")

    services.hand_on(willing_id=part, alias="Marsh hen", keyring=william, now=NOW)

    assert parts.read(part, Willing, william).value.handed_on == TODAY
    assert "Marsh hen" in str(programmes.helpers(william, TODAY))
    with pytest.raises(Refused, match="list of helpers already"):
        services.hand_on(willing_id=part, alias="Other", keyring=william, now=NOW)


def test_who_ended_it_is_asked_for_nobody_any_more(home, ann, william):
    part = wants(home, ann, william)
    made = services.hand_on(willing_id=part, alias="Marsh hen", keyring=william, now=NOW)

    services.end_willing(willing_id=part, keyring=william, now=NOW)

    helper = programmes.helper(made, william, TODAY).line.helper
    assert bar(helper, TODAY, 0) == "ended"


def test_with_a_browser_a_wish_is_written_listed_and_handed_on_only_with_a_yes(
    sign_in, home, ann, william
):
    browser = sign_in("case worker")
    wish = {"ways": ["speaker"], "languages": "English, Korean", "agreed": "on"}
    assert browser.post(f"/newcomers/{home}/following/{ann}/willing/", wish).status_code == 302
    (one,) = queries.alumni(william, TODAY)
    address = f"/newcomers/{home}/following/willing/{one.kept.id}/hand-on/"

    assert "speak to others" in browser.get("/newcomers/alumni/").content.decode()
    assert browser.post(address, {"alias": "Heron"}).status_code == 422
    assert browser.post(address, {"alias": "Heron", "agreed": "on"}).status_code == 302
    assert "on the list of helpers" in browser.get("/newcomers/alumni/").content.decode()


def test_a_stranger_learns_of_nobody_and_hands_nobody_on(home, ann, william, stranger):
    part = wants(home, ann, william)

    assert queries.alumni(stranger, TODAY) == []
    assert queries.cohorts(stranger, TODAY, 12).counts.cells == ()
    for act in (
        lambda: wants(home, ann, stranger),
        lambda: services.end_willing(willing_id=part, keyring=stranger, now=NOW),
        lambda: services.hand_on(willing_id=part, alias="x", keyring=stranger, now=NOW),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()


def test_the_pages_of_following_are_for_casework_alone(sign_in, home):
    donor = sign_in("fundraiser")

    for path in (f"/newcomers/{home}/following/", "/newcomers/cohorts/", "/newcomers/alumni/"):
        assert donor.get(path).status_code == 403
