"""Keeps what approvers saw, asks them again, takes down words, and refuses a stage too early."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.dispatch import queries
from waystation.dispatch.agreed import SAID_MAX, SAYABLE, Agreed, Said, mark_of
from waystation.dispatch.domain import APPROVALS_NEEDED, OPEN_STATES, Passage
from waystation.dispatch.forward import services as forward
from waystation.dispatch.models import HandRow, PassageRow
from waystation.dispatch.starting import domain, wording
from waystation.dispatch.starting import queries as starting
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap, token_of


def with_approvals(
    passage_id: UUID, passage: Passage, hands: Sequence[int], keyring: Keyring, now: datetime
) -> Passage:
    """Give a passage with approvals of it as it is now; whoever calls keeps it.

    Args:
      hands: the rows of the hands that approve it.
    """
    stages = [kept.stage for kept in queries.passage(passage_id, keyring).stages]
    seen = starting.facts_of(stages, queries.ground(keyring, stages), keyring)
    marks = tuple(map(mark_of, seen))
    given = tuple(Agreed(at=now, hand=hand, marks=marks) for hand in hands)
    return msgspec.structs.replace(passage, agreed=(*passage.agreed, *given), seen=seen)


def refuse_early(stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Refuse to send a stage's guide out while there is a reason why it may not begin.

    Raises:
      Refused: it says every reason, and who can take it away.
    """
    kept = queries.passage(queries.passage_of(stage_id, keyring), keyring)
    ground = queries.ground(keyring, [one.stage for one in kept.stages])
    for _id, start in starting.gather(kept, ground, keyring, now, only=stage_id).starts:
        reasons = domain.may_start(start, starting.hours(), now)
        if reasons:
            raise Refused(wording.sentences(reasons, ground), hint=wording.all_help(reasons))


def refuse_kin(passage: Passage, keyring: Keyring) -> None:
    """Refuse an approval by whoever stepped aside on another passage of the same people.

    Raises:
      Refused: they are kin.
    """
    if _is_kin(passage, keyring.user_id, keyring):
        raise Refused(
            _("You are kin of somebody in this group, as you said before."),
            hint=_("Somebody else has to approve it."),
        )


def refuse_named(group_id: UUID | None, needs: str, keyring: Keyring, now: datetime) -> None:
    """Refuse words for guides that hold a name of somebody in the group.

    Raises:
      Refused: it does not say which name.
    """
    if group_id is not None and starting.names_somebody(group_id, needs, keyring, now.date()):
        raise Refused(
            _("What guides are to know holds a name of somebody in the group."),
            hint=_("Write it without names: an order goes to a stranger's phone."),
        )


@transaction.atomic
def say(
    *, passage_id: UUID, what: str, words: str, by: str, keyring: Keyring, now: datetime
) -> None:
    """Take down a word in place of data: that the way was looked at, or that its people agreed.

    It says who gave it, and is entered in the audit chain; a no that is on file it never outweighs.

    Raises:
      Refused: no words, or the passage is over.
    """
    if what not in SAYABLE:
        raise ValueError(f"{what!r} is none of {SAYABLE}")
    if not words.strip():
        raise Refused(_("It is not said how you know."), hint=_("Write it in a few words."))
    row, passage = _open(passage_id, keyring)
    said = Said(what=what, by=by, at=now, words=words.strip()[:SAID_MAX])
    others = tuple(one for one in passage.said if one.what != what)
    _keep(row, msgspec.structs.replace(passage, said=(*others, said)), keyring, now)
    says = {"of": passage.code, "note": what}
    audit.write("word in place of data", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def approve_again(*, passage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Lay one's hand on a passage as it is now, where approvals are missing, stale or run out.

    Hands that count no longer go; whoever gave one may give it again.

    Raises:
      Refused: two approvals count already, one's own among them, one planned it or is kin, or it
        is not approved yet.
    """
    row, passage = _open(passage_id, keyring)
    if passage.state not in OPEN_STATES:
        raise Refused(_("It is not approved yet."), hint=_("Approve it first."))
    kept = queries.passage(passage_id, keyring)
    counting = _counting(kept, keyring, now)
    mine = token_of(keyring.user_id, row, keyring)
    stale = HandRow.objects.filter(passage=row, act="approved").exclude(pk__in=counting)
    others = [one for one in passage.agreed if one.hand in counting]
    if len(counting) >= APPROVALS_NEEDED:
        raise Refused(
            _("Two approvals of it as it is now are there."), hint=_("Nothing more is needed.")
        )
    refuse_kin(passage, keyring)
    cells.vouch(row.cell, keyring)
    stale.filter(actor=mine).delete()
    hand = forward.lay_hand(row, "approved", keyring.user_id, keyring)
    fresh = msgspec.structs.replace(passage, agreed=tuple(others))
    _keep(row, with_approvals(row.id, fresh, [hand], keyring, now), keyring, now)
    says = {"of": passage.code, "n": f"{len(others) + 1}/{APPROVALS_NEEDED}"}
    audit.write("passage approved again", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def step_aside(*, passage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that one is kin of somebody in the group: an approval of one's own counts no more.

    Who that is stands nowhere; the database then refuses every later hand of theirs.

    Raises:
      Refused: one planned it, or the passage is over.
    """
    row, passage = _open(passage_id, keyring)
    mine = HandRow.objects.filter(
        passage=row, actor=token_of(keyring.user_id, row, keyring)
    ).first()
    if mine is not None and mine.act == "planned":
        raise Refused(
            _("You planned this passage."), hint=_("Ask a colleague to take it over from you.")
        )
    if mine is None:
        forward.lay_hand(row, "related", keyring.user_id, keyring)
    elif mine.act == "approved":
        HandRow.objects.filter(pk=mine.pk).update(act="related")
        agreed = tuple(one for one in passage.agreed if one.hand != mine.pk)
        fewer = passage.approvals - (passage.state == "proposed")
        changed = msgspec.structs.replace(passage, agreed=agreed, approvals=fewer)
        _keep(row, changed, keyring, now)


def _is_kin(passage: Passage, person: UUID, keyring: Keyring) -> bool:
    """Say whether somebody stepped aside on another passage of the same people.

    Kin stay kin when a way is withdrawn and proposed again, or planned anew half way.
    """
    theirs = [
        hand.passage
        for hand in HandRow.objects.filter(
            act="related", passage__cell__in=keyring.cells
        ).select_related("passage")
        if bytes(hand.actor) == token_of(person, hand.passage, keyring)
    ]
    if not theirs:
        return False
    before, ids = passage, set()
    while before.after is not None:
        ids.add(before.after)
        before = queries.passage(before.after, keyring).passage
    groups = {open_row(row, Passage, keyring).group for row in theirs} - {None}
    return passage.group in groups or not ids.isdisjoint(row.id for row in theirs)


def _counting(kept: queries.KeptPassage, keyring: Keyring, now: datetime) -> set[int]:
    """Name the hands whose approval counts for every stage that has not begun."""
    ground = queries.ground(keyring, [one.stage for one in kept.stages])
    given = HandRow.objects.filter(passage=kept.id, act="approved")
    rows = {bytes(row.actor): row.pk for row in given}
    found = set(rows.values())
    for _id, start in starting.gather(kept, ground, keyring, now).starts:
        begun = start.has_begun
        hands = domain.standing_hands(
            start.hands, start.facts, starting.hours(), now, has_begun=begun
        )
        found &= {rows[hand.actor] for hand in hands}
    return found


def _open(passage_id: UUID, keyring: Keyring) -> tuple[PassageRow, Passage]:
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise queries.no_such()
    passage = open_row(row, Passage, keyring)
    if passage.state not in (*OPEN_STATES, "proposed"):
        raise Refused(_("This passage is over."), hint=_("Look at where it stands now."))
    return row, passage


def _keep(row: PassageRow, passage: Passage, keyring: Keyring, now: datetime) -> None:
    swap(row, passage, keyring, on=now.date())
    events.record("stage.moved", subject=row.id, cell=row.cell, on=now.date())
