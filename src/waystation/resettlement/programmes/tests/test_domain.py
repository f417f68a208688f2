"""Who can be asked, who has a seat, and by when two are in touch again: by hand, without keys."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.cases.tests.builders import TODAY
from waystation.resettlement.programmes import domain, seats
from waystation.resettlement.programmes.domain import Support, Wish
from waystation.resettlement.programmes.seats import Course, Seat, Session, Tell
from waystation.resettlement.programmes.tests.builders import a_course, a_helper

# Households of the plain oracle.
FOUR = [UUID(int=nth) for nth in range(1, 5)]


def test_a_vetting_holds_on_its_last_day_and_not_on_the_day_after():
    helper = a_helper(vetted_until=date(1855, 10, 26))

    assert domain.bar(helper, date(1855, 10, 26), 0) == ""
    assert domain.bar(helper, date(1855, 10, 27), 0) == "vetting lapsed"


def test_whoever_is_not_ready_cannot_be_asked():
    day = timedelta(days=1)
    flaws = [
        ({"trained_on": None}, "untrained"),
        ({"trained_on": TODAY + day}, "untrained"),
        ({"vetted_on": None}, "not vetted"),
        ({"vetted_until": None}, "not vetted"),
        ({"review_on": TODAY - day}, "review overdue"),
        ({"at_most": 1}, "full"),
        ({"ended_on": TODAY}, "ended"),
    ]

    for said, why in flaws:
        assert domain.bar(a_helper(**said), TODAY, 1) == why


def test_candidates_are_told_apart_by_what_fits_and_nobody_is_chosen():
    wish = Wish(language="ko", sex="female")
    fits = uuid4(), a_helper(alias="B", languages=("ko", "en")), 1
    half = uuid4(), a_helper(alias="C"), 0
    lapsed = uuid4(), a_helper(alias="A", languages=("ko",), vetted_until=date(1855, 1, 1)), 0

    found = domain.held_against([lapsed, half, fits], wish, TODAY)

    assert [one.helper.alias for one in found] == ["B", "C", "A"]
    assert [(one.met, one.unmet) for one in found[:2]] == [
        (("language", "sex"), ()),
        (("sex",), ("language",)),
    ]
    assert found[2].bar == "vetting lapsed"


def test_two_are_in_touch_weekly_for_thirteen_weeks_then_every_four():
    support = Support(person=uuid4(), asked_on=TODAY, began_on=date(1855, 10, 26))

    # Thirteen weeks from 26 October 1855 is 25 January 1856.
    assert domain.next_contact(support, date(1855, 10, 26)) == date(1855, 11, 2)
    assert domain.next_contact(support, date(1856, 1, 24)) == date(1856, 1, 31)
    assert domain.next_contact(support, date(1856, 1, 25)) == date(1856, 2, 22)
    assert domain.next_contact(support, date(1855, 11, 2), "not reached") == date(1855, 11, 4)


def test_an_end_is_said_four_weeks_ahead_unless_it_is_their_wish_or_not_safe():
    assert domain.first_end("helper leaves", date(1855, 10, 26)) == date(1855, 11, 23)
    for why in ("their wish", "not safe"):
        assert domain.first_end(why, date(1855, 10, 26)) == date(1855, 10, 26)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.sampled_from(FOUR), st.booleans()), max_size=8),
    st.sets(st.sampled_from(FOUR)),
)
def test_seats_go_by_the_order_of_asking_as_a_plain_count_says(n_seats, people, there):
    enrolled = tuple(
        Seat(nr=nr, household=one, person=uuid4(), asked_on=TODAY, left_on=TODAY if left else None)
        for nr, (one, left) in enumerate(people, 1)
    )

    stands = seats.standing(a_course(seats=n_seats, enrolled=enrolled), there)

    free, seated, waiting = n_seats, [], []
    for nr, (one, left) in enumerate(people, 1):
        if left or one not in there:
            continue
        (seated if free > 0 else waiting).append(nr)
        free -= 1
    assert [one.nr for one in stands.seated] == seated
    assert [one.nr for one in stands.waiting] == waiting
    assert [stands.place_of(nr) for nr in waiting] == list(range(1, len(waiting) + 1))


def test_whoever_has_to_be_told_is_listed_until_they_were():
    seated = Seat(nr=1, household=FOUR[0], person=uuid4(), asked_on=TODAY, is_told=True)
    moved_up = Seat(nr=2, household=FOUR[1], person=uuid4(), asked_on=TODAY)
    gone = Session(on=TODAY, cancelled_on=TODAY, tell=(Tell(nr=1), Tell(nr=2, told_on=TODAY)))
    course = a_course(enrolled=(seated, moved_up), sessions=(gone,))

    assert [(one.seat.nr, one.what) for one in seats.to_tell(course, FOUR)] == [
        (2, "seat"),
        (1, "cancelled"),
    ]
    assert seats.to_tell(course, FOUR[2:]) == []


def test_the_next_term_moves_the_days_and_takes_nobody_along():
    seat = Seat(nr=1, household=FOUR[0], person=uuid4(), asked_on=TODAY)
    gone = Session(on=date(1855, 10, 2), cancelled_on=TODAY)
    held = (Session(on=date(1855, 10, 5), hours="9"), Session(on=date(1855, 10, 12)))
    was = a_course(sessions=(gone, *held), enrolled=(seat,), cards={"useful yes": 6}, n_cards=6)

    copied = seats.next_term(was, date(1856, 1, 4))

    assert [(one.on, one.hours) for one in copied.sessions] == [
        (date(1856, 1, 4), "9"),
        (date(1856, 1, 11), ""),
    ]
    assert (copied.enrolled, copied.cards, copied.n_cards) == ((), {}, 0)
    assert isinstance(copied, Course)
