"""Changes to what a household needs before it flies: papers, holds, escorts, talks, hand-overs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.consent.services import require
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.resettlement.values import Stay
from waystation.resettlement.waiting import desks, domain
from waystation.resettlement.waiting.boarding import WEEKLY
from waystation.resettlement.waiting.domain import HOLDS, HandOver, Paper, Papers
from waystation.vault.keyring import Keyring


@transaction.atomic
def save_papers(
    *, household_id: UUID, papers: Sequence[Paper], keyring: Keyring, now: datetime
) -> None:
    """Write down which papers for the journey are there; once all are, the household may fly.

    Raises:
      Refused: these are not the papers that its pathway asks for, or it has no pathway.
    """
    was = stays.stay(household_id, keyring).stay
    pathway = stays.pathway_of(was, keyring)
    said = Papers(papers=tuple(papers))
    listed = domain.check_list(pathway, was, said)
    if {(one.key, one.person) for one in listed} != {(one.key, one.person) for one in papers}:
        raise Refused(
            _("These are not the papers that the pathway asks for."),
            hint=_("Load the page again and tick anew."),
        )
    kept = desks.papers(household_id, keyring)
    if kept is None:
        parts.put(household_id=household_id, value=said, keyring=keyring, now=now)
    elif kept.value != said:
        parts.change(part_id=kept.id, was=kept.value, value=said, keyring=keyring, now=now)
    since = was.papers_on or now.date()
    _edit(
        household_id, was, replace(was, papers_on=since if domain.are_ready(listed) else None),
        keyring, now,
    )  # fmt: skip


@transaction.atomic
def hold(*, household_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Note why a household cannot fly now; empty: nothing keeps it any more.

    Raises:
      Refused: no such reason, or there is no such household among the writer's.
    """
    if why and why not in HOLDS:
        raise Refused(_("There is no such reason."), hint=_("Pick it from the list."))
    if why:
        staying.hold(household_id=household_id, why=why, keyring=keyring, now=now)
    else:
        staying.let_go(household_id=household_id, keyring=keyring, now=now)


@transaction.atomic
def name_company(
    *,
    household_id: UUID,
    escort: bool,
    escort_name: str,
    guardian_name: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note who goes with a household: somebody medical, or who answers for its children.

    Args:
      escort: whether somebody medical must go with them.
      escort_name, guardian_name: by alias; empty: nobody yet.
    """
    was = stays.stay(household_id, keyring).stay
    said = replace(
        was, escort=escort, escort_name=escort_name.strip(), guardian_name=guardian_name.strip()
    )
    _edit(household_id, was, said, keyring, now)


@transaction.atomic
def note_talk(*, household_id: UUID, says: str = "", keyring: Keyring, now: datetime) -> None:
    """Note that somebody spoke with a household that waits; in a week it is due again and rings.

    Raises:
      Refused: it does not wait any more.
    """
    was = stays.stay(household_id, keyring).stay
    if was.state != "waiting":
        raise Refused(
            _("The household %(code)s does not wait any more.") % {"code": was.code},
            hint=_("Write a note in its case instead."),
        )
    for kept in tasks.still_open(household_id, keyring):
        if kept.value.what == WEEKLY:
            tasks.finish_task(part_id=kept.id, came=says, keyring=keyring, now=now)
    seen = replace(was, seen_on=now.date())
    _edit(household_id, was, seen, keyring, now)
    tasks.open_task(
        household_id=household_id,
        what=WEEKLY,
        due_on=domain.speak_by(seen),
        keyring=keyring,
        now=now,
    )


@transaction.atomic
def hand_over(
    *,
    household_id: UUID,
    people: Sequence[UUID],
    receiver: str,
    papers: Sequence[str],
    why: str,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Hand papers to officials for people who agreed to that; gives the record of it.

    What is handed over is listed by kind and names nobody, because that is what they agreed to.

    Raises:
      Refused: one of them did not agree that this receiver is told, or nothing is handed over, or
        it is not said what for.
    """
    if not people or not papers:
        raise Refused(
            _("It is not said whose papers are handed over, or which."),
            hint=_("Tick at least one person and one paper."),
        )
    if not receiver.strip() or not why.strip():
        raise Refused(
            _("It is not said who gets them, or what for."),
            hint=_("Name the office and what it does with them."),
        )
    given = [
        require(
            household_id=household_id,
            person_id=person,
            purpose="share",
            receiver=receiver,
            keyring=keyring,
            now=now,
        )
        for person in dict.fromkeys(people)
    ]
    handed = HandOver(
        receiver=receiver.strip(),
        people=tuple(one.person for one in given),
        papers=tuple(papers),
        why=why.strip(),
        on=now.date(),
        bases=tuple(one.basis for one in given),
    )
    return parts.put(household_id=household_id, value=handed, keyring=keyring, now=now)


def _edit(household_id: UUID, was: Stay, stay: Stay, keyring: Keyring, now: datetime) -> None:
    if stay != was:
        staying.change(household_id=household_id, was=was, stay=stay, keyring=keyring, now=now)
