"""The board of a case worker's day: everything stands where it is looked for, and nowhere twice."""

from datetime import timedelta

from waystation.cases.tests.builders import NOW, settle
from waystation.resettlement.reading import shipped
from waystation.resettlement.stays import queries, services
from waystation.resettlement.stays.board import SHOWS, board
from waystation.resettlement.stays.domain import mark_of
from waystation.resettlement.stays.tests.builders import LANDED, MODERN, modern
from waystation.resettlement.tests.conftest import ARRIVED_ON, three


def day_of(william, today):
    tables = shipped()
    known = {(one.code, one.version): one for one in tables.pathways}
    marks = {key: mark_of(one, tables) for key, one in known.items()}
    return board(queries.stays(william), [], known, marks, today)


def steps(items):
    return {(item.step.code, item.n_people) for item in items}


def test_a_window_moves_from_coming_to_due_to_late_as_the_days_pass(william):
    family = modern(william, home=LANDED)
    [petition] = [
        one
        for one in queries.stay(family, william).stay.ahead
        if one.step == "family-petition" and one.person
    ][:1]

    def shows(day):
        found = day_of(william, day)
        return [
            show
            for show in SHOWS
            if show not in ("begin", "flight")
            and any(item.step.code == "family-petition" for item in getattr(found, show))
        ]

    assert shows(petition.closes - timedelta(days=31)) == ["open"]
    assert shows(petition.closes - timedelta(days=30)) == ["due"]
    assert shows(petition.closes) == ["due"]
    assert shows(petition.closes + timedelta(days=1)) == ["late"]


def test_people_with_the_same_days_are_one_line_and_a_visit_stands_under_follow_up(william):
    modern(william, home=LANDED)
    visit_opens = LANDED.replace(month=5)

    found = day_of(william, visit_opens)

    assert ("number", 2) in steps(found.open)
    assert {("check-3", 0), ("hand-over-3", 0)} <= steps(found.follow)
    assert (found.n_households, found.n_people) == (1, 2)


def test_what_opens_in_a_week_is_shown_a_week_ahead_and_no_earlier(william):
    family = modern(william)
    [opens] = {
        one.opens for one in queries.stay(family, william).stay.ahead if one.step == "green-card"
    }

    assert ("green-card", 2) in steps(day_of(william, opens - timedelta(days=7)).week)
    assert ("green-card", 2) not in steps(day_of(william, opens - timedelta(days=8)).week)


def test_who_waits_for_a_flight_is_listed_and_who_ended_is_only_counted(william):
    family = modern(william)
    services.undo_done(household_id=family, step="flight", keyring=william, now=MODERN)
    assert [view.id for view in day_of(william, MODERN.date()).flight] == [family]

    services.end(
        household_id=family,
        why="moved away",
        on=MODERN.date(),
        keyring=william,
        now=MODERN,
    )

    found = day_of(william, MODERN.date())
    assert (found.n_ended, found.n_households) == (1, 0)
    assert not any(getattr(found, show) for show in SHOWS)


def test_a_stay_whose_days_are_old_wants_to_be_worked_out_anew_once(william):
    modern(william)
    late = MODERN + timedelta(days=200)
    assert day_of(william, late.date()).n_stale == 1

    services.look_again(keyring=william, now=late, at_most=10)

    assert day_of(william, late.date()).n_stale == 0


def test_the_board_asks_the_same_of_the_database_however_many_there_are(
    arrived, william, sign_in, django_assert_max_num_queries
):
    browser = sign_in("case worker")
    browser.get("/newcomers/")
    for number in range(4):
        family = settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)
        if number:
            services.begin(
                household_id=family,
                pathway="canada-west-1850s",
                on=ARRIVED_ON,
                keyring=william,
                now=NOW,
            )

    with django_assert_max_num_queries(40):
        answer = browser.get("/newcomers/")

    assert answer.status_code == 200
    assert len(answer.context["board"].begin) == 2
    assert answer.context["board"].n_households == 3


def test_every_list_of_the_board_has_a_page_of_its_own(settled, arrived, sign_in):
    browser = sign_in("case worker")

    for show in SHOWS:
        answer = browser.get(f"/newcomers/?show={show}&page=7")
        assert (answer.status_code, answer.context["show"]) == (200, show)
