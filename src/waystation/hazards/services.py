"""Changes to what is known of danger: reports, halts, passages and looks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec.structs import replace

from waystation.base import events
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.hazards import checking, halting, queries
from waystation.hazards.alerts import read_alert
from waystation.hazards.domain import Change, Check, Halt, Hazard, Outcome, Watched, both_ways
from waystation.hazards.models import HaltRow, HazardRow, OutcomeRow, WatchedRow
from waystation.hazards.rates import PASSED, WEIGHT
from waystation.hazards.values import CHANGES_MAX
from waystation.network import queries as network
from waystation.network.domain import Place
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, fill_all, open_row, swap

RADIUS_MAX_KM = 300
WHAT = ("leg", "place", "partner")
BY_RULE = {
    halting.FIRST_HAND: gettext_noop("first-hand word"),
    halting.TWO_SOURCES: gettext_noop("two independent sources"),
}


@transaction.atomic
def take_in(*, hazards: Iterable[Hazard], keyring: Keyring, now: datetime) -> None:
    """Put word of danger on file as it is, all of it or nothing; it halts nothing.

    Raises:
      Refused: the keyring lacks the network's compartment.
    """
    cell = keyring.cell("network")
    filled = ((HazardRow(cell=cell), hazard) for hazard in hazards)
    rows = fill_all(filled, keyring, on=now.date())
    HazardRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def report_danger(*, word: Hazard, keyring: Keyring, now: datetime) -> UUID:
    """Put one report on file, and halt at once what the rules say it halts.

    Returns the report's id.

    Raises:
      Refused: an unknown kind, a day to come, no leg, place, partner or circle, one that is not
        there, or the keyring lacks the network's compartment.
    """
    places = {place.slug: place for place in network.places(keyring)}
    return _put_report(word, queries.hazards(keyring), places, keyring, now)


@transaction.atomic
def take_alert(
    *, raw: bytes, reliability: str, by: str, keyring: Keyring, now: datetime
) -> tuple[int, int]:
    """Take a public alert in: its words become reports, and those it replaces are withdrawn.

    Returns how many reports were put on file, and how many withdrawn.

    Raises:
      Refused: it cannot be read, is a test, says nothing to act on, or was taken in before.
    """
    alert = read_alert(raw)
    if not alert.usable:
        raise Refused(
            _("There is nothing in this alert to take in."),
            hint=_("Each bad part is named below, with what to do about it."),
        )
    kept = queries.reports(keyring)
    if any(one.hazard.alert == alert.identity for one in kept):
        raise Refused(_("This alert was taken in before."), hint=_("Look at the list of dangers."))
    gone = [one for one in kept if one.hazard.alert in alert.replaces and not one.hazard.withdrawn]
    why = _("cancelled by its sender") if alert.message == "Cancel" else _("replaced by its sender")
    for one in gone:
        withdraw(report_id=one.id, reason=why, by=by, keyring=keyring, now=now)
    left = {one.id for one in gone}
    known = [one.hazard for one in kept if one.id not in left]
    places = {place.slug: place for place in network.places(keyring)}
    for word in alert.words:
        graded = replace(word, source_grade=reliability, taken_by=by)
        _put_report(graded, known, places, keyring, now)
        known.append(graded)
    return len(alert.words), len(gone)


@transaction.atomic
def correct(
    *, report_id: UUID, reason: str, by: str, keyring: Keyring, now: datetime, **fields: Any
) -> Hazard:
    """Correct or grade a report; what stood there before stays in its history.

    Word that is graded up may halt what it speaks of. Word graded down lifts nothing, and a
    correction that leaves the rule's answer as it was halts nothing that was lifted.

    Raises:
      Refused: no reason, nothing changed, a bad value, or too many changes on one report.
    """
    row = queries.find(HazardRow, report_id, keyring)
    word = open_row(row, Hazard, keyring)
    changes = tuple(
        Change(at=now, by=by, what=what, was=str(was), became=str(became), reason=reason.strip())
        for what, became in fields.items()
        if (was := getattr(word, what)) != became
    )
    if not changes:
        raise Refused(_("Nothing was changed."), hint=_("Change what is wrong, then say why."))
    _must_say(reason)
    if len(word.history) + len(changes) > CHANGES_MAX:
        raise Refused(
            _("This report was changed too often."), hint=_("Withdraw it and write a new one.")
        )
    better = replace(word, history=word.history + changes, **fields)
    places = {place.slug: place for place in network.places(keyring)}
    _refuse_unknown(better, places, keyring, now.date())
    swap(row, better, keyring, on=now.date())
    known = [kept.hazard for kept in queries.reports(keyring) if kept.id != report_id]
    # What it halted as it stood before was halted then; somebody may have lifted that since.
    before = halting.halts(word, known, places, now.date())
    _halt_by_rule(row.id, better, known, places, keyring, now, before)
    return better


@transaction.atomic
def withdraw(*, report_id: UUID, reason: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Withdraw a report: it stays on file and counts no more. No halt is lifted by that.

    Raises:
      Refused: no reason, or it is withdrawn already.
    """
    row = queries.find(HazardRow, report_id, keyring)
    word = open_row(row, Hazard, keyring)
    if word.withdrawn:
        raise Refused(_("This report is withdrawn already."), hint=_("Look at its history."))
    _must_say(reason)
    change = Change(
        at=now, by=by, what="withdrawn", was="False", became="True", reason=reason.strip()
    )
    gone = replace(word, withdrawn=True, history=(*word.history, change))
    swap(row, gone, keyring, on=now.date())


@transaction.atomic
def halt(*, what: str, slug: str, why: str, by: str, keyring: Keyring, now: datetime) -> UUID:
    """Halt a leg, place or partner by hand; nobody is sent there until somebody lifts it.

    Raises:
      Refused: no reason, no such leg, place or partner, or it is halted already.
    """
    _must_say(why)
    _refuse_nobody(what, slug, keyring)
    slug = both_ways(slug) if what == "leg" else slug
    if queries.halts(keyring).of(what, slug):
        raise Refused(_("It is halted already."), hint=_("Look at the list of halts."))
    made = Halt(what=what, slug=slug, since=now, why=why.strip(), by=by, by_id=keyring.user_id)
    return _put_halt(made, keyring, now)


@transaction.atomic
def lift(
    *, halt_id: UUID, why: str, by: str, confirmed: bool, keyring: Keyring, now: datetime
) -> None:
    """Lift a halt: people may be sent there again. Who lifts it, and why, stays on file.

    Raises:
      Refused: no reason, not confirmed, or it was lifted already.
    """
    row = queries.find(HaltRow, halt_id, keyring)
    halted = open_row(row, Halt, keyring)
    if halted.lifted_at is not None:
        raise Refused(_("This halt was lifted already."), hint=_("Look at the list of halts."))
    _must_say(why)
    if not confirmed:
        raise Refused(
            _("Lifting a halt sends people there again."),
            hint=_("Read what made it, then tick that you did."),
        )
    lifted = replace(halted, lifted_at=now, lifted_by=by, lifted_why=why.strip())
    swap(row, lifted, keyring, on=now.date())
    HaltRow.objects.filter(pk=row.pk).update(standing=False)
    events.record("hazards.lifted", subject=row.id, cell=row.cell, on=now.date())


@transaction.atomic
def note_outcome(
    *,
    leg: str,
    what: str,
    on: date,
    mark: UUID,
    keyring: Keyring,
    now: datetime,
    weight: float = 1.0,
    dark: bool | None = None,
) -> None:
    """Note how a passage over a leg went; the same mark again corrects what was said before.

    Raises:
      ValueError: `what` is no word of PASSED.
      Refused: the keyring lacks the network's compartment.
    """
    if what not in PASSED:
        raise ValueError(f"a passage cannot go {what!r}; the closed list is PASSED")
    cell = keyring.cell("network")
    made = Outcome(leg=both_ways(leg), what=what, on=on, weight=weight, dark=dark, mark=mark)
    for row in OutcomeRow.objects.filter(cell=cell):
        old = open_row(row, Outcome, keyring)
        if (old.mark, old.leg) == (mark, made.leg):
            if old.what != what:
                swap(row, replace(made, was=(*old.was, old.what)), keyring, on=now.date())
            return
    add(OutcomeRow(cell=cell), made, keyring, on=now.date())


@transaction.atomic
def check(
    *, what: str, slug: str, said: str, words: str, by: str, keyring: Keyring, now: datetime
) -> UUID | None:
    """Note that somebody looked at a leg or house; danger is reported too, and halts at once.

    Returns the id of the report that came of it, if any.

    Raises:
      Refused: no such leg or house, or danger or a change without a word about it.
    """
    if said not in checking.SAID:
        raise ValueError(f"a look cannot say {said!r}; the closed list is checking.SAID")
    if said != checking.FINE and not words.strip():
        raise Refused(_("Say what you found."), hint=_("A few words are enough."))
    row, kept = _watched(what, slug, keyring)
    look = Check(at=now, by=by, said=said, words=words.strip())
    checks = (*kept.checks, look)[-checking.CHECKS_KEPT :]
    _put_watched(row, replace(kept, checks=checks), keyring, now)
    if said != checking.DANGER:
        return None
    word = Hazard(
        slug="",
        on=now.date(),
        precision="day",
        kind="danger found",
        leg=slug if what == checking.LEG else "",
        place=slug if what == checking.HOUSE else "",
        text=words.strip(),
        source=by,
        origin="staff",
        first_hand=True,
        source_grade="B",
        word_grade=2,
        taken_by=by,
    )
    return report_danger(word=word, keyring=keyring, now=now)


@transaction.atomic
def set_interval(
    *, what: str, slug: str, every_days: int | None, keyring: Keyring, now: datetime
) -> None:
    """Set after how many days a leg or house is due again; None takes the interval by law.

    Raises:
      Refused: it is not there, or the interval is below a day or above two years.
    """
    if every_days is not None and not 1 <= every_days <= checking.EVERY_MAX_DAYS:
        raise Refused(
            _("%(n)d days is no interval for looking at something.") % {"n": every_days},
            hint=_("Give 1 to %(most)d days.") % {"most": checking.EVERY_MAX_DAYS},
        )
    row, kept = _watched(what, slug, keyring)
    _put_watched(row, replace(kept, every_days=every_days), keyring, now)


def _put_report(
    word: Hazard,
    known: Sequence[Hazard],
    places: Mapping[str, Place],
    keyring: Keyring,
    now: datetime,
) -> UUID:
    _refuse_unknown(word, places, keyring, now.date())
    word = replace(
        word,
        slug=word.slug or new_id().hex,
        leg=both_ways(word.leg),
        heard_at=word.heard_at or now,
    )
    row = add(HazardRow(cell=keyring.cell("network")), word, keyring, on=now.date())
    _halt_by_rule(row.id, word, known, places, keyring, now)
    return row.id


def _halt_by_rule(
    report_id: UUID,
    word: Hazard,
    known: Iterable[Hazard],
    places: Mapping[str, Place],
    keyring: Keyring,
    now: datetime,
    before: Iterable[tuple[halting.Target, str]] = (),
) -> None:
    answers = halting.halts(word, known, places, now.date())
    found = [answer for answer in answers if answer not in before]
    standing = queries.halts(keyring) if found else None
    for (what, slug), rule in found:
        if standing is None or standing.of(what, slug) is None:
            made = Halt(what=what, slug=slug, since=now, why=BY_RULE[rule], report=report_id)
            _put_halt(made, keyring, now)


def _put_halt(made: Halt, keyring: Keyring, now: datetime) -> UUID:
    row = add(HaltRow(cell=keyring.cell("network")), made, keyring, on=now.date())
    events.record("hazards.halted", subject=row.id, cell=row.cell, on=now.date())
    return row.id


def _watched(what: str, slug: str, keyring: Keyring) -> tuple[WatchedRow | None, Watched]:
    cell = keyring.cell("network")
    if what not in (checking.LEG, checking.HOUSE):
        raise Refused(_("There is no such leg or house."), hint=_("Pick one from the list."))
    for row in WatchedRow.objects.filter(cell=cell):
        kept = open_row(row, Watched, keyring)
        if (kept.what, kept.slug) == (what, slug):
            return row, kept
    held = {leg.slug for leg in network.legs(keyring)}
    if what == checking.HOUSE:
        held = {house.place for house in network.houses(keyring)}
    if slug not in held:
        raise Refused(_("There is no such leg or house."), hint=_("Pick one from the list."))
    return None, Watched(what=what, slug=slug)


def _put_watched(row: WatchedRow | None, kept: Watched, keyring: Keyring, now: datetime) -> None:
    if row is None:
        add(WatchedRow(cell=keyring.cell("network")), kept, keyring, on=now.date())
    else:
        swap(row, kept, keyring, on=now.date())


def _refuse_nobody(what: str, slug: str, keyring: Keyring) -> None:
    """Refuse a leg, place or partner that is not there."""
    if what not in WHAT:
        raise Refused(_("Only legs, places and partners are halted."), hint=_("Pick one of them."))
    held = {
        "leg": lambda: {leg.slug for leg in network.legs(keyring)},
        "place": lambda: {place.slug for place in network.places(keyring)},
        "partner": lambda: {partner.slug for partner in network.partners(keyring)},
    }[what]()
    if (both_ways(slug) if what == "leg" else slug) not in held:
        raise Refused(_("There is no such leg, place or partner."), hint=_("Pick one of the list."))


def _refuse_unknown(
    word: Hazard, places: Mapping[str, Place], keyring: Keyring, today: date
) -> None:
    """Refuse a report that says nothing the rule could use."""
    if word.kind not in WEIGHT:
        raise Refused(_("This kind of danger is not known."), hint=_("Pick one of the list."))
    if word.until is not None and word.until < word.on:
        raise Refused(_("It ends before it begins."), hint=_("Give a later last day, or none."))
    if word.on > today and word.origin != "public alert":
        raise Refused(_("That day is still to come."), hint=_("Give today or an earlier day."))
    if word.place and word.place not in places:
        raise Refused(_("There is no such leg, place or partner."), hint=_("Pick one of the list."))
    for what, slug in (("leg", word.leg), ("partner", word.partner)):
        if slug:
            _refuse_nobody(what, slug, keyring)
    _refuse_nowhere(word)


def _refuse_nowhere(word: Hazard) -> None:
    if not 0 <= word.radius_km <= RADIUS_MAX_KM:
        raise Refused(
            _("A circle of %(km)d km says nothing about a road.") % {"km": round(word.radius_km)},
            hint=_("Give 0 to %(most)d km.") % {"most": RADIUS_MAX_KM},
        )
    if (word.lat is None) != (word.lon is None):
        raise Refused(
            _("Only one of latitude and longitude is given."), hint=_("Give both or neither.")
        )
    if not (word.leg or word.place or word.partner) and word.lat is None:
        raise Refused(
            _("Nobody knows where that is."),
            hint=_("Give a place, a leg, a partner, or a point with its latitude and longitude."),
        )


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("This needs a reason."), hint=_("Write it in a few words."))
