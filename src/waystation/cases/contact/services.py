"""Changes to tips and their sources: grade, decide, weigh, link, and say what came true."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import domain, tip_clock
from waystation.cases.contact import queries, sources
from waystation.cases.contact.sources import Source
from waystation.cases.contact.wording import NOT_INDEPENDENT
from waystation.cases.domain import Change, Tip
from waystation.cases.models import SourceRow, TipRow
from waystation.cases.queries import find
from waystation.cases.wording import called
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

CONFIRMED = 1


@transaction.atomic
def grade_tip(
    *,
    tip_id: UUID,
    source_grade: domain.SourceGrade,
    word_grade: domain.WordGrade,
    reason: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Judge the source and what was said, each apart; the old grades stay in the tip's history.

    Raises:
      Refused: a grade changes without a reason, what was said is called confirmed although no tip
        from an independent source says the same, or there is no such tip.
    """
    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    if word_grade == CONFIRMED and tip.word_grade != CONFIRMED:
        _must_be_confirmed(tip, keyring)
    grades = {"source_grade": source_grade, "word_grade": word_grade}
    if any(getattr(tip, name) != grade for name, grade in grades.items()):
        _must_say(reason)
        _note(row, tip, grades, reason=reason, keyring=keyring, now=now)


@transaction.atomic
def decide_tip(
    *,
    tip_id: UUID,
    state: domain.TipState,
    ended: domain.TipEnd | None = None,
    reason: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Move a tip on: to checking, or to what became of it and why.

    Raises:
      Refused: the step does not exist, it lacks a reason (all but checking need one), where it
        ends it is not said why or for no reason of that end, a household already came of the tip,
        or there is no such tip.
    """
    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    if state not in domain.moves_of(tip):
        raise Refused(
            _("A tip that is %(now)s cannot become %(then)s.")
            % {"now": called(tip.state, "state"), "then": called(state, "state")},
            hint=_("Load the tip again and choose one of the steps offered there."),
        )
    allowed = domain.TIP_ENDS.get(state, ())
    if allowed and ended not in allowed:
        offered = ", ".join(called(one, "ended") for one in allowed)
        raise Refused(
            _("A tip does not become %(then)s without one of its reasons.")
            % {"then": called(state, "state")},
            hint=_("Choose one of these: %(reasons)s.") % {"reasons": offered},
        )
    if state != "checking":
        _must_say(reason)
    fields = {"state": state, "ended": ended if allowed else None}
    _note(row, tip, fields, reason=reason, keyring=keyring, now=now)


@transaction.atomic
def weigh_tip(
    *,
    tip_id: UUID,
    urgency: domain.Urgency,
    danger_now: domain.Danger,
    reason: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Say how urgent a tip is now; the target of its first contact follows, from its first word on.

    Raises:
      Refused: something changes without a reason, or there is no such tip.
    """
    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    if (urgency, danger_now) != (tip.urgency, tip.danger_now):
        _must_say(reason)
        fields = {"urgency": urgency, "danger_now": danger_now}
        _note(row, tip, fields, reason=reason, keyring=keyring, now=now)


@transaction.atomic
def link_tips(
    *, tip_id: UUID, other_id: UUID, alike: bool, reason: str = "", keyring: Keyring, now: datetime
) -> None:
    """Say that two tips speak of the same people, or that they do not; both tips remember it.

    Raises:
      Refused: it is one and the same tip, it was said so before, or one of them is not there.
    """
    if tip_id == other_id:
        raise Refused(
            _("A tip is not compared with itself."), hint=_("Choose another tip of the list.")
        )
    rows = {one: find(TipRow, one, keyring) for one in (tip_id, other_id)}
    tips = {one: open_row(row, Tip, keyring) for one, row in rows.items()}
    said = tips[tip_id].same_as if alike else tips[tip_id].not_same
    if other_id in said:
        raise Refused(_("This was said of these two tips before."), hint=_("Load the tip again."))
    for one, other in ((tip_id, other_id), (other_id, tip_id)):
        tip = _linked(tips[one], other, alike=alike)
        if alike and tips[other].contacted_at is not None and tip.contacted_at is None:
            tip = replace(tip, contacted_at=now)
        what = "alike" if alike else "apart"
        tip = _remembering(tip, "linked", "", what, reason=reason, keyring=keyring, now=now)
        _put(rows[one], tip, keyring, now)


@transaction.atomic
def add_source(
    *, source: Source, cell: UUID | None = None, keyring: Keyring, now: datetime
) -> UUID:
    """Put somebody in the register of sources.

    Raises:
      Refused: the alias is taken, whoever introduced them is not there, or the compartment is not
        the writer's.
    """
    _check_source(source, None, keyring)
    row = SourceRow(cell=cell or keyring.cell("cases"))
    return add(row, source, keyring, on=now.date()).id


@transaction.atomic
def change_source(
    *,
    source_id: UUID,
    change: Callable[[Source], Source],
    seen: int | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write anew who a source is; the counts of what came true stay as they are.

    Args:
      seen: the revision of the source that was looked at; None: whatever stands now is changed.

    Raises:
      Refused: as `add_source`, they would have introduced themselves, it was changed since it was
        looked at, or there is no such source.
    """
    row = find(SourceRow, source_id, keyring)
    if seen is not None and row.revision != seen:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    source = open_row(row, Source, keyring)
    changed = change(source)
    _check_source(changed, source_id, keyring)
    kept = {name: getattr(source, name) for name in sources.COUNTS} | {"since": source.since}
    swap(row, replace(changed, **kept), keyring, on=now.date())


@transaction.atomic
def forget_source(*, source_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a source out of the register with everything known of them; tips keep their alias.

    Raises:
      Refused: there is no such source.
    """
    find(SourceRow, source_id, keyring).delete()


@transaction.atomic
def name_source(*, tip_id: UUID, source_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say which source of the register a tip comes from; what is known of its outcome moves along.

    Raises:
      Refused: they lie in two compartments, or there is no such tip or source.
    """
    row, source_row = find(TipRow, tip_id, keyring), find(SourceRow, source_id, keyring)
    tip = open_row(row, Tip, keyring)
    if tip.source == source_id:
        return
    if row.cell != source_row.cell:
        raise Refused(
            _("The tip and its source lie in two compartments."),
            hint=_("Put the source into the register of the tip's compartment."),
        )
    _count(tip, -1, keyring, now)
    alias = open_row(source_row, Source, keyring).alias
    named = replace(tip, source=source_id, source_alias=alias)
    _count(named, 1, keyring, now)
    named = _remembering(
        named, "source_alias", tip.source_alias, alias, reason="", keyring=keyring, now=now
    )
    _put(row, named, keyring, now)


@transaction.atomic
def note_outcome(
    *, tip_id: UUID, outcome: domain.Outcome, reason: str, keyring: Keyring, now: datetime
) -> None:
    """Say what a tip turned out to be; its source's counts follow.

    Raises:
      Refused: no reason is given, or there is no such tip.
    """
    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    if outcome != tip.outcome:
        _must_say(reason)
        _count(tip, -1, keyring, now)
        _count(replace(tip, outcome=outcome), 1, keyring, now)
        _note(row, tip, {"outcome": outcome}, reason=reason, keyring=keyring, now=now)


def _count(tip: Tip, n: int, keyring: Keyring, now: datetime) -> None:
    """Count a tip's outcome with its source, or take it back; a source that is gone has none."""
    if tip.source is None or tip.outcome is None:
        return
    row = queries.held_sources(keyring).filter(pk=tip.source).first()
    if row is not None:
        source = open_row(row, Source, keyring)
        swap(row, sources.counted(source, tip.outcome, n), keyring, on=now.date())


def _must_be_confirmed(tip: Tip, keyring: Keyring) -> None:
    """Refuse to call word confirmed unless an independent source says the same."""
    found = queries.confirmations(tip, keyring)
    if any(not why for _who, why in found):
        return
    said = " ".join(str(NOT_INDEPENDENT[why]) % {"source": who} for who, why in found)
    says = _("Nobody independent confirms this tip.")
    raise Refused(
        f"{says} {said}".strip(),
        hint=_(
            "“Confirmed” takes two tips of the same people from two sources in the register who"
            " share no circle and no introducer. Link them first, or choose 2."
        ),
    )


def _check_source(source: Source, source_id: UUID | None, keyring: Keyring) -> None:
    known = queries.known_sources(keyring)
    taken = {one.alias.casefold() for id_, one in known.items() if id_ != source_id}
    if source.alias.casefold() in taken:
        raise Refused(
            _("There is a source of this alias already."), hint=_("Choose another alias.")
        )
    through = source.introduced_by
    if through is not None and (through not in known or through == source_id):
        raise Refused(
            _("Whoever introduced them is not in the register."),
            hint=_("Choose somebody from the list, or nobody."),
        )


def _linked(tip: Tip, other: UUID, *, alike: bool) -> Tip:
    same = tuple(one for one in tip.same_as if one != other)
    apart = tuple(one for one in tip.not_same if one != other)
    if alike:
        return replace(tip, same_as=(*same, other), not_same=apart)
    return replace(tip, same_as=same, not_same=(*apart, other))


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            _("This change needs a reason."), hint=_("Write in a few words what you know and how.")
        )


def _note(
    row: TipRow, tip: Tip, fields: dict[str, Any], *, reason: str, keyring: Keyring, now: datetime
) -> None:
    """Change a tip and keep in it who changed what, when and why."""
    new = domain.changed(tip, by=keyring.user_id, at=now, reason=reason.strip(), **fields)
    _put(row, new, keyring, now)


def _remembering(
    tip: Tip, what: str, was: str, became: str, *, reason: str, keyring: Keyring, now: datetime
) -> Tip:
    """Give a tip whose history says one thing more, in words and not in ids."""
    by = keyring.user_id
    change = Change(at=now, by=by, what=what, was=was, became=became, reason=reason.strip())
    return replace(tip, history=(*tip.history, change))


def _put(row: TipRow, tip: Tip, keyring: Keyring, now: datetime) -> None:
    """Save a tip, with the alarm that it asks for now."""
    if len(tip.history) > domain.CHANGES_MAX:
        raise Refused(
            _("This tip has been changed too often to be changed again."),
            hint=_("Put it on file as a new tip."),
        )
    timed = tip_clock.followed(tip, row.id, cell=row.cell, keyring=keyring, now=now)
    swap(row, timed, keyring, on=now.date())
