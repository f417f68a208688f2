"""Count journeys, propose figures, release them with a second hand, take them back."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused
from waystation.dispatch.arrival import queries as arrivals
from waystation.dispatch.arrival.queries import Arrived
from waystation.giving import prices, stamps
from waystation.impact.figures import domain, preparing, queries
from waystation.impact.figures.domain import FIGURES, Batch, Journey, Line, Proposal, Told
from waystation.impact.figures.preparing import Candidate, Wish
from waystation.impact.figures.reading import Earlier
from waystation.impact.figures.wording import refusal_words
from waystation.impact.guard import domain as guard
from waystation.impact.guard import noise
from waystation.impact.models.figures import CountedRow, FigureProposalRow, NoiseRow, ReleaseRow
from waystation.tracing.reunion import queries as reunions
from waystation.tracing.reunion import services as reuniting
from waystation.tracing.reunion.queries import Counted
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

# So many journeys in one sealed batch, so that it fits its size.
BATCH = 400
WHY_MAX = 300


@transaction.atomic
def count(*, keyring: Keyring, now: datetime) -> int:
    """Put journeys on the list of figures that ended since; gives how many are new or corrected.

    Reunions come to the same list, as numbers that tracing sent. One whose number of people was
    corrected since is counted anew, and the record of then stays.

    Raises:
      Refused: the keyring holds no passages, or there are more journeys than figures are made of.
    """
    known, found = queries.journeys(keyring), reunions.uncounted(keyring)
    fresh = _fresh(known, keyring, found)
    _put(fresh, len(known), keyring, now)
    reuniting.mark_counted(counted=found, keyring=keyring, now=now)
    return len(fresh)


def n_uncounted(*, keyring: Keyring) -> int:
    """Say how many journeys `count` would put on the list; nothing is written."""
    return len(_fresh(queries.journeys(keyring), keyring, reunions.uncounted(keyring)))


def _fresh(
    known: Sequence[Journey], keyring: Keyring, reunited: Sequence[Counted]
) -> list[Journey]:
    """List journeys and reunions that ended since, and those whose number was corrected."""
    stands = {one.mark: one for one in domain.standing(known)}
    fresh: list[Journey] = []
    ended: list[tuple[domain.Of, Arrived | Counted]] = [
        *(("journey", one) for one in arrivals.arrived(keyring)),
        *(("reunion", one) for one in reunited),
    ]
    for of, one in ended:
        quarter = domain.quarter_end(date(one.year, 3 * one.quarter, 1))
        before = stands.get(one.mark)
        if before and (before.people, before.children) == (one.people, one.children):
            continue
        journey = Journey(
            number=len(known) + len(fresh),
            mark=one.mark,
            people=one.people,
            children=one.children,
            # The quarter it was counted in stays: to move it would tell that one journey moved.
            quarter=before.quarter if before else quarter,
            instead_of=before.number if before else None,
            of=of,
        )
        fresh.append(journey)
    return fresh


@transaction.atomic
def take_earlier(
    *, earlier: Sequence[Earlier], content: bytes, keyring: Keyring, now: datetime
) -> int:
    """Take in journeys from before this system was kept; gives how many. The same file adds none.

    Raises:
      Refused: the file was taken in before, or there are too many journeys.
    """
    of_file = hashlib.sha256(content).digest()[:6]
    known = queries.journeys(keyring)
    if any(one.mark.startswith(of_file) for one in known):
        raise Refused(_("This file was taken in already."), hint=_("Nothing was added."))
    fresh = [
        Journey(
            number=len(known) + nth,
            mark=of_file + nth.to_bytes(2, "big"),
            people=one.people,
            children=one.children,
            quarter=domain.quarter_end(one.on),
        )
        for nth, one in enumerate(earlier)
    ]
    _put(fresh, len(known), keyring, now)
    return len(fresh)


def look(wish: Wish, *, keyring: Keyring, now: datetime) -> Candidate:
    """Make a figure as it would be published today, and ask the guard; nothing is written.

    Raises:
      Refused: nothing can be told of it yet, or the keyring holds no passages.
    """
    until = domain.counted_to(now.date(), queries.offset(wish.figure, keyring))
    return preparing.candidate(wish, *queries.evidence(keyring), until)


@transaction.atomic
def propose(wish: Wish, *, keyring: Keyring, now: datetime) -> UUID:
    """Put a figure before a second person.

    Raises:
      Refused: the guard refuses it, it tells nothing new, or one of its kind waits already.
    """
    made = look(wish, keyring=keyring, now=now)
    _refuse_guarded(made)
    if queries.standing().get(wish.figure) == made.told:
        raise Refused(
            _("This stands in public already, in these words."), hint=_("Nothing is new.")
        )
    n_units = 2 * len(queries.journeys(keyring))
    value = Proposal(
        figure=wish.figure,
        told=made.told,
        counted_to=made.counted_to,
        cells=tuple(domain.packed(cell, n_units) for cell in made.cells),
        n_known=n_units // 2,
        by=keyring.alias,
    )
    return _waits(value, keyring, now).pk


@transaction.atomic
def propose_table(
    *, figure: str, lines: Sequence[Line], milli_epsilon: int, keyring: Keyring, now: datetime
) -> UUID:
    """Put a table that was counted by hand before a second person: its noise is drawn here, once.

    The privacy it costs is spent from now on, published or not. The counts themselves are kept
    nowhere.

    Raises:
      Refused: it is no such table, has other lines than the one that stands, or the year's budget
        is spent.
    """
    definition = FIGURES.get(figure)
    if definition is None or definition.kind != "table":
        raise Refused(_("There is no such table."), hint=_("Pick one from the list."))
    before = queries.standing().get(figure)
    if before and [line.labels for line in before.lines] != [line.labels for line in lines]:
        raise Refused(
            _("The table that stands has other lines."),
            hint=_("Give the same lines in the same order; one with nobody counts 0."),
        )
    left = noise.left(queries.spent(now.year))
    if milli_epsilon > left:
        raise Refused(
            _("The privacy that tables may spend this year is spent: %(left)d of %(all)d "
              "thousandths are left.") % {"left": left, "all": noise.MILLI_EPSILON_YEAR},
            hint=_("Wait for the next year, or spend less on this table."),
        )  # fmt: skip
    drawn = noise.noisy([line.value for line in lines], milli_epsilon)
    told = Told(
        lines=tuple(Line(line.labels, n) for line, n in zip(lines, drawn, strict=True)),
        milli_epsilon=milli_epsilon,
    )
    until = domain.counted_to(now.date(), 0)
    row = _waits(
        Proposal(figure=figure, told=told, counted_to=until, by=keyring.alias), keyring, now
    )
    NoiseRow.objects.create(
        figure=figure, year=now.year, milli_epsilon=milli_epsilon, drawn_on=now.date(), proposal=row
    )
    return row.pk


@transaction.atomic
def approve(*, proposal_id: UUID, role: str, keyring: Keyring, now: datetime) -> ReleaseRow:
    """Lay the second hand on a figure: it is public from here on.

    The guard is asked again, beside all that was released meanwhile.

    Raises:
      Refused: it is one's own, settled, or the guard refuses it by now.
    """
    row, value = _to_decide(proposal_id, keyring)
    _refuse_own(row, keyring)
    _refuse_now(value, keyring)
    _settle(row, "released", replace(value, decided=keyring.alias), keyring, now)
    before = ReleaseRow.objects.filter(figure=value.figure).exists()
    release = _bind(
        ReleaseRow(
            figure=value.figure,
            what="next" if before else "first",
            told=msgspec.json.encode(value.told).decode(),
            counted_to=value.counted_to,
            released_on=now.date(),
            proposed_by=role,
            approved_by=role,
            proposal=row,
        )
    )
    if FIGURES[value.figure].kind == "cost":
        prices.publish(cents=value.told.value, on=now.date(), year=value.told.year)
    _told_to_all("figure released", value.figure, keyring.user_id, now)
    return release


@transaction.atomic
def refuse(*, proposal_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Refuse a figure, with the reason for whoever proposed it.

    Raises:
      Refused: it is one's own or settled, or no reason is given.
    """
    row, value = _to_decide(proposal_id, keyring)
    _refuse_own(row, keyring)
    said = why.strip()
    if not said or len(said) > WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": WHY_MAX},
            hint=_("Whoever proposed it reads this; name nobody who travelled."),
        )
    _settle(row, "refused", replace(value, decided=keyring.alias, answer=said), keyring, now)
    audit.write("figure refused", actor=keyring.user_id, says={"of": value.figure}, now=now)


@transaction.atomic
def withdraw(*, proposal_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what one proposed oneself, while it waits.

    Raises:
      Refused: somebody else proposed it, or it is settled.
    """
    row, value = _to_decide(proposal_id, keyring)
    if row.proposed_by != keyring.user_id:
        raise Refused(_("Somebody else proposed this."), hint=_("Refuse it instead, and say why."))
    _settle(row, "withdrawn", value, keyring, now)


@transaction.atomic
def retract(*, figure: str, reason: str, actor: UUID, role: str, now: datetime) -> ReleaseRow:
    """Take a figure back from the public at once: one hand is enough, and no key is needed.

    The guard counts it for ever all the same.

    Raises:
      Refused: it does not stand in public, or the reason is none of the list.
    """
    if figure not in queries.standing():
        raise Refused(_("This figure does not stand in public."), hint=_("Pick one that does."))
    if reason not in domain.REASONS:
        raise Refused(_("Say why it is taken back."), hint=_("Pick one of the reasons."))
    release = _bind(
        ReleaseRow(
            figure=figure,
            what="retraction",
            released_on=now.date(),
            reason=reason,
            approved_by=role,
        )
    )
    if FIGURES[figure].kind == "cost":
        prices.withdraw()
    _told_to_all("figure retracted", figure, actor, now)
    return release


def _put(fresh: Sequence[Journey], n_known: int, keyring: Keyring, now: datetime) -> None:
    """Seal new journeys in batches, behind those that are known."""
    if n_known + len(fresh) > domain.JOURNEYS_MAX:
        raise Refused(
            _("Figures are made of %(n)d journeys at most.") % {"n": domain.JOURNEYS_MAX},
            hint=_("Tell whoever runs the server; earlier journeys can be joined by quarters."),
        )
    if not fresh:
        return
    cell = keyring.cell("passages")
    for at in range(0, len(fresh), BATCH):
        batch = Batch(journeys=tuple(fresh[at : at + BATCH]))
        add(CountedRow(cell=cell), batch, keyring, on=now.date())
    says = {"n": str(len(fresh))}
    audit.write("journeys counted", actor=keyring.user_id, says=says, now=now)


def _waits(value: Proposal, keyring: Keyring, now: datetime) -> FigureProposalRow:
    for kept in queries.proposals(keyring):
        if kept.state == "waiting" and kept.proposal.figure == value.figure:
            raise Refused(
                _("This figure waits for a second hand already."),
                hint=_("Have it approved, refused or taken back first."),
            )
    row = FigureProposalRow(cell=keyring.cell("passages"), proposed_by=keyring.user_id)
    add(row, value, keyring, on=now.date())
    audit.write("figure proposed", actor=keyring.user_id, says={"of": value.figure}, now=now)
    return row


def _refuse_guarded(made: Candidate) -> None:
    if made.refusals:
        says, hint = refusal_words(made.refusals[0])
        raise Refused(says, hint=hint)


def _refuse_now(value: Proposal, keyring: Keyring) -> None:
    """Ask the guard once more about the very cells that were proposed."""
    if not value.cells:
        return
    journeys, released = queries.evidence(keyring)
    cells = tuple(domain.unpacked(cell) for cell in value.cells)
    refusals = guard.judge(domain.as_units(journeys), released, cells)
    _refuse_guarded(Candidate(value.figure, value.told, value.counted_to, cells, refusals))


def _to_decide(proposal_id: UUID, keyring: Keyring) -> tuple[FigureProposalRow, Proposal]:
    row = queries.row_of(proposal_id, keyring)
    if row.state != "waiting":
        raise _settled()
    return row, open_row(row, Proposal, keyring)


def _refuse_own(row: FigureProposalRow, keyring: Keyring) -> None:
    if row.proposed_by == keyring.user_id:
        raise Refused(
            _("Nobody releases what they proposed themselves."),
            hint=_("Another approver decides; until then it waits."),
        )


def _settle(
    row: FigureProposalRow, state: str, value: Proposal, keyring: Keyring, now: datetime
) -> None:
    """Write what became of a proposal, if nobody else was first."""
    waiting = FigureProposalRow.objects.filter(pk=row.pk, state="waiting")
    if waiting.update(state=state, decided_by=keyring.user_id) != 1:
        raise Overtaken("the proposal was settled by somebody else")
    row.state = state
    swap(row, value, keyring, on=now.date())


def _settled() -> Refused:
    return Refused(_("This is settled already."), hint=_("See what became of it below."))


def _bind(release: ReleaseRow) -> ReleaseRow:
    """Number a release and bind it to the one before."""
    number, release.previous = queries.end_of_chain()
    release.number = number + 1
    release.digest = queries.digest_of(release)
    release.save(force_insert=True)
    return release


def _told_to_all(kind: str, figure: str, actor: UUID, now: datetime) -> None:
    stamps.touch()
    audit.write(kind, actor=actor, says={"of": figure}, now=now)
