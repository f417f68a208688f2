"""Every reason why a stage may not begin comes up and can be cleared; none hides another."""

import random
from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.cases.domain import Reason as CaseReason
from waystation.dispatch.agreed import Facts, mark_of
from waystation.dispatch.domain import StageOfPassage, Words
from waystation.dispatch.starting import domain
from waystation.dispatch.starting.domain import KINDS, Hand, Hours, Share, Start, Stay, may_start
from waystation.dispatch.trouble import Trouble
from waystation.routing.tests.ripley import READY, at

NOW, HOURS = at(600), Hours(look_h=48, approval_h=168)
EVENING = StageOfPassage(
    number=1, leg="evening", from_place="ripley", to_place="wilmington", mode="wagon",
    depart=at(1320), arrive=at(1440), wait_min=0, risk_p=0.002, low_p=0.001, high_p=0.003,
    cost_cents=180, night=True, people=2, needs="", last=False, guide="rankin",
    guide_name="John Rankin", meet=Words("anchor", "willow"), hand=Words("birch", "wren"),
)  # fmt: skip
FACTS = Facts(
    1, "evening", at(1320), at(1440), "rankin", "John Rankin", 2, "", 0.002, b"way", 12, 3, 0
)
MARK = mark_of(FACTS)
PLANNED = Hand(b"harriet", "planned")
TWO = (Hand(b"passmore", "approved", READY, MARK), Hand(b"jacob", "approved", READY, MARK))
SOUND = Start(
    stage=EVENING,
    facts=FACTS,
    has_begun=False,
    hands=(PLANNED, *TWO),
    looked_at=READY,
    stay=Stay("wilmington", at(1440), at(1740), people=2, peak=2),
)


def kinds(start: Start) -> list[str]:
    return [reason.kind for reason in may_start(start, HOURS, NOW)]


def trouble(what: str, kind: str) -> Trouble:
    return Trouble(1, what, "rankin" if what == "partner" else "evening", kind)


# What brings each reason about, and what clears it again.
BROKEN = {
    "halted": {"troubles": (trouble("leg", "halted"),)},
    "not in force": {"troubles": (trouble("house", "resting"),)},
    "guide suspended": {"troubles": (trouble("partner", "halted"),)},
    "guide stopped": {"troubles": (trouble("partner", "stopped"),)},
    "guide away": {"troubles": (trouble("partner", "resting"),)},
    "not looked": {"looked_at": NOW - timedelta(hours=48, seconds=1)},
    "approvals": {"hands": (PLANNED, TWO[0])},
    "changed": {"hands": (PLANNED, TWO[0], TWO[1]._replace(mark=b"another"))},
    "expired": {"hands": (PLANNED, TWO[0], TWO[1]._replace(at=NOW - timedelta(hours=169)))},
    "not seen": {"casework": None},
    "other people": {"casework": (CaseReason("other people", "3", "2"),)},
    "ties": {"casework": (CaseReason("split", "H-A", "H-B"),)},
    "kept apart": {"casework": (CaseReason("kept apart", "H-A", "H-B"),)},
    "assessment": {"casework": (CaseReason("assessment", "H-A"),)},
    "companion": {"casework": (CaseReason("companion", "H-A"),)},
    "cannot": {"casework": (CaseReason("no foot", "H-A", "1"),)},
    "protection": {"casework": (CaseReason("stopping", "H-A"),)},
    "never asked": {"shares": (Share("H-A", "never asked"),)},
    "consent": {"shares": (Share("H-A", "withdrawn"),)},
    "house full": {"stay": SOUND.stay._replace(peak=13)},
    "house too long": {"stay": SOUND.stay._replace(until=at(1740 + 4 * 1440))},
    "named": {"is_named": True},
}


def test_every_reason_that_there_is_has_its_case_here():
    assert sorted(BROKEN) == sorted(KINDS)


def test_where_all_is_settled_nothing_stands_against_it():
    assert may_start(SOUND, HOURS, NOW) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_each_reason_comes_up_alone_and_goes_with_its_cause(kind):
    broken = SOUND._replace(**BROKEN[kind])

    assert kinds(broken) == [kind]
    cleared = broken._replace(**{name: getattr(SOUND, name) for name in BROKEN[kind]})
    assert kinds(cleared) == []


def test_whatever_is_wrong_together_every_reason_is_said_and_clearing_one_leaves_the_others():
    dice, produced, cleared = random.Random(1855), set(), set()
    for _nth in range(2_000):
        wrong = {
            name: broken
            for kind in dice.sample(KINDS, dice.randrange(5))
            for name, broken in [(kind, BROKEN[kind])]
        }
        # Two that lie in the same fact cannot both be put there: the later one stands.
        start, holds = SOUND, {}
        for kind, changes in wrong.items():
            start = start._replace(**changes)
            holds = {k: c for k, c in holds.items() if not c.keys() & changes.keys()}
            holds[kind] = changes

        assert sorted(kinds(start)) == sorted(holds)
        produced |= holds.keys()

        for kind, changes in list(holds.items()):
            start = start._replace(**{name: getattr(SOUND, name) for name in changes})
            del holds[kind]
            assert sorted(kinds(start)) == sorted(holds)
            cleared.add(kind)

    assert produced == cleared == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_half_way_only_what_keeps_them_safe_holds_them(kind):
    under_way = SOUND._replace(has_begun=True, **BROKEN[kind])

    stands = kind in domain.ON_THE_WAY
    assert kinds(under_way) == ([kind] if stands else [])


def test_nobody_is_left_standing_because_of_papers_and_no_halt_is_passed_by():
    assert {"halted", "guide suspended", "protection", "consent", "changed"} <= domain.ON_THE_WAY
    assert not domain.ON_THE_WAY & {"expired", "not seen", "ties", "companion", "never asked"}


def test_a_hand_of_the_planner_or_of_kin_counts_for_nothing():
    both = (TWO[0], Hand(b"harriet", "approved", READY, MARK))
    kin = (*TWO, Hand(b"jacob", "related"))

    assert kinds(SOUND._replace(hands=(PLANNED, *both))) == ["approvals"]
    assert kinds(SOUND._replace(hands=(PLANNED, *kin))) == ["approvals"]


def test_one_person_is_not_two_however_often_they_approve():
    twice = (TWO[0], TWO[0]._replace(at=NOW))

    assert kinds(SOUND._replace(hands=(PLANNED, *twice))) == ["approvals"]


def test_an_approval_holds_to_the_very_hour_and_a_look_too():
    last = NOW - timedelta(hours=168)
    on_time = tuple(hand._replace(at=last) for hand in TWO)
    late = tuple(hand._replace(at=last - timedelta(seconds=1)) for hand in TWO)

    assert kinds(SOUND._replace(hands=on_time)) == []
    assert kinds(SOUND._replace(hands=late)) == ["expired"]
    assert kinds(SOUND._replace(looked_at=NOW - timedelta(hours=48))) == []
    assert kinds(SOUND._replace(looked_at=None)) == ["not looked"]


OTHER = {
    "number": 2, "leg": "road", "depart": at(1_321), "arrive": at(1_441), "guide": "haines",
    "guide_name": "J. Rankin",
    "people": 3, "needs": "one cannot walk", "risk_p": 0.003, "way": b"yaw", "beds": 11,
    "nights": 2, "n_words": 1,
}  # fmt: skip


@pytest.mark.parametrize("field", FACTS.__struct_fields__)
def test_whatever_an_approver_saw_may_not_be_another_thing_later(field):
    later = replace(FACTS, **{field: OTHER[field]})

    start = SOUND._replace(facts=later)

    assert kinds(start) == ["changed"]
    assert domain.changed(FACTS, later) == (field,)


def test_a_word_that_its_people_agreed_outweighs_that_nobody_asked_and_no_other_answer():
    said = SOUND._replace(agreed_to=True)

    assert kinds(said._replace(shares=(Share("H-A", "never asked"),))) == []
    for why in ("refused", "withdrawn", "expired", "child said no"):
        assert kinds(said._replace(shares=(Share("H-A", why),))) == ["consent"]


def test_a_halted_place_where_they_stand_is_a_reason_to_leave_and_none_to_stay():
    here = trouble("place", "halted")._replace(here=True)

    assert kinds(SOUND._replace(troubles=(here,))) == []


def test_a_house_is_counted_at_its_fullest_moment():
    stay = Stay("wilmington", at(1440), at(1740), people=2)
    others = [
        Stay("wilmington", at(1000), at(1500), people=4),
        Stay("wilmington", at(1600), at(2000), people=5),
        Stay("wilmington", at(1740), at(2000), people=1),
        Stay("sandusky", at(1440), at(1740), people=50),
        Stay("wilmington", at(1741), at(2000), people=50),
    ]

    # At 1440 it is 2 + 4; at 1600 it is 2 + 5; at 1740 it is 2 + 5 + 1.
    assert domain.peak(stay, others[:1]) == 6
    assert domain.peak(stay, others) == 8
    assert domain.peak(stay, []) == 2
