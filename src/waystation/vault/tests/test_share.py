"""How much of all cases one person could lay open: the figure, its two lines, its exceptions."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.vault import audit, desk, grants, keystore, notices, register, share
from waystation.vault.models import Notice
from waystation.vault.notices import SignedIn
from waystation.vault.share import Share
from waystation.vault.tests.office import NEXT_WEEK, NOW, TOMORROW, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def cases(cell, n):
    keystore.make_many({new_id(): cell for _ in range(n)}, on=NOW.date())


@pytest.mark.parametrize(
    ("opened", "total", "permille", "warns", "is_over"),
    [
        (0, 0, 0, False, False),
        (79, 1_000, 79, False, False),
        (80, 1_000, 80, True, False),
        (100, 1_000, 100, True, False),
        # 1,001 of 10,000 is 10.01 %: rounded up, never under the line by rounding.
        (1_001, 10_000, 101, True, True),
        (1, 3, 334, True, True),
    ],
)
def test_the_lines_are_drawn_at_eight_and_ten_in_a_hundred(opened, total, permille, warns, is_over):
    found = Share(opened, total)

    assert (found.permille, found.warns, found.is_over) == (permille, warns, is_over)


def test_a_share_counts_each_compartment_once_and_no_decoy(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    decoy = office.slots["south"]._replace(cell=new_id(), hidden=True)
    cases(decoy.cell, 500)

    counted = share.count([decoy])

    assert counted.share_of([office.cell("north")] * 2) == (30, 100)
    assert counted.share_of([decoy.cell]) == (0, 100)


def test_a_ring_counts_for_itself_what_the_register_says_of_it(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)

    assert share.of_ring(office.visit("harriet").keyring) == (30, 100)
    assert {seen.member.alias: seen.share for seen in desk.seen(office.every)}["Harriet"] == (
        30,
        100,
    )


def test_a_grant_above_one_case_in_ten_is_refused_and_named_exceptions_are_not(office):
    cases(office.cell("north"), 11)
    cases(office.cell("south"), 89)
    allan = office.visit("allan")

    with pytest.raises(Refused, match="11 of 100 cases: more than one in ten"):
        grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)
    desk.name_exception(office.ids["esther"], "keeps the tracing index", by=allan, now=NOW)
    grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)

    assert [told.kind for told in audit.entries(allan.keyring)] == [
        "asked to give",
        "exception named",
    ]


@pytest.mark.parametrize(("north", "south"), [(10, 90), (11, 88)], ids=["at the line", "few"])
def test_a_grant_at_the_line_or_with_few_cases_is_not_refused(office, north, south):
    cases(office.cell("north"), north)
    cases(office.cell("south"), south)

    assert grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)


def test_nobody_but_security_names_an_exception(office):
    with pytest.raises(Refused):
        desk.name_exception(office.ids["harriet"], "me", by=office.visit("harriet"), now=NOW)


def sign_in(office, name, opened, total, *, is_duress=False, now=NOW):
    notices.write(SignedIn(office.ids[name], is_duress, opened, total), now=now)


def differing(office):
    return [seen.member.alias for seen in desk.seen(office.every) if seen.differs]


def test_a_ring_that_opens_clearly_more_than_the_register_knows_is_noticed(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    # Harriet's register says 30 of 100; two more may have come in the course of a day.
    sign_in(office, "harriet", 32, 100, now=TOMORROW)
    sign_in(office, "william", 90, 100, now=TOMORROW)
    desk.catch_up(office.every, now=TOMORROW)
    at_first = differing(office)
    sign_in(office, "harriet", 33, 100, now=TOMORROW)
    desk.catch_up(office.every, now=TOMORROW)

    assert (at_first, differing(office)) == ([], ["Harriet"])
    desk.catch_up(office.every, now=NEXT_WEEK)
    assert differing(office) == ["Harriet"]
    # More than a week later her count says nothing any more.
    desk.catch_up(office.every, now=NEXT_WEEK + timedelta(days=2))
    assert differing(office) == []


def test_who_signs_in_after_security_went_home_is_compared_the_next_day(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    desk.catch_up(office.every, now=TOMORROW)
    sign_in(office, "harriet", 99, 100, now=TOMORROW)

    desk.catch_up(office.every, now=TOMORROW + timedelta(days=1))

    assert differing(office) == ["Harriet"]
    assert desk.figures_of(office.every).on == NOW.date() + timedelta(days=2)


def test_cases_that_came_or_went_since_a_sign_in_are_no_difference(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    sign_in(office, "harriet", 30, 100, now=TOMORROW)
    desk.catch_up(office.every, now=TOMORROW)
    cases(office.cell("south"), 30)
    desk.catch_up(office.every, now=TOMORROW + timedelta(days=1))

    assert differing(office) == []


def test_of_two_sign_ins_read_at_once_the_later_day_counts(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    sign_in(office, "harriet", 99, 100, now=NEXT_WEEK)
    sign_in(office, "harriet", 30, 100, now=TOMORROW)
    desk.catch_up(office.every, now=NEXT_WEEK)

    assert differing(office) == ["Harriet"]


def test_on_the_day_a_line_was_changed_the_counts_are_not_compared(office):
    cases(office.cell("north"), 30)
    cases(office.cell("south"), 70)
    sign_in(office, "harriet", 99, 100)
    desk.catch_up(office.every, now=NOW)

    assert differing(office) == []


def test_ordinary_sign_ins_are_read_and_dropped_and_one_under_duress_stays_as_an_alarm(office):
    sign_in(office, "harriet", 1, 2)
    sign_in(office, "william", 1, 2, is_duress=True)
    sizes = {len(bytes(row.box)) for row, _said in notices.opened(office.every)}
    desk.catch_up(office.every, now=TOMORROW)
    desk.catch_up(office.every, now=TOMORROW)
    [(alarm_id, alarm, alias)] = desk.alarms(office.every)

    # A body of 256 bytes in a box with 1,138 around it.
    assert sizes == {1_394}
    assert (alias, alarm.on) == ("William", NOW.date())
    assert Notice.objects.count() == 0
    assert alarm_id


def test_an_alarm_is_put_away_with_what_was_done_and_looks_like_any_note_in_the_chain(office):
    sign_in(office, "william", 1, 2, is_duress=True)
    allan = office.visit("allan")
    desk.catch_up(allan.keyring, now=NOW)
    [(alarm_id, _alarm, _alias)] = desk.alarms(allan.keyring)

    with pytest.raises(Refused, match="Nothing is said"):
        desk.answer(alarm_id, note=" ", by=allan, now=NOW)
    desk.answer(alarm_id, note="met him at the mill", by=allan, now=NOW)

    assert desk.alarms(allan.keyring) == []
    [entry] = audit.entries(allan.keyring)
    assert (entry.kind, entry.says) == ("noted", {"note": "met him at the mill"})
    with pytest.raises(Refused, match="no such alarm"):
        desk.answer(alarm_id, note="again", by=allan, now=NOW)


def test_a_notice_nobody_sealed_here_is_left_alone_and_harms_nothing(office):
    sign_in(office, "harriet", 1, 2)
    [(row, _said)] = notices.opened(office.every)
    row.box = bytes(row.box)[:-1] + bytes((row.box[-1] ^ 1,))
    row.save()
    desk.catch_up(office.every, now=NOW)

    assert Notice.objects.count() == 1
    assert desk.alarms(office.every) == []


def test_without_the_security_compartment_nothing_is_read_or_entered(office):
    sign_in(office, "harriet", 1, 2)
    harriet = office.visit("harriet")
    desk.catch_up(harriet.keyring, now=NOW)

    assert Notice.objects.count() == 1
    assert desk.seen(harriet.keyring) == desk.alarms(harriet.keyring) == []
    assert register.members(harriet.keyring) == []
