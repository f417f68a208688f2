"""Hands a newcomer over to the next worker: warmly, and with the packet that the person chose."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.consent.services import require
from waystation.resettlement.stays import domain, queries, services
from waystation.resettlement.stays.domain import PACKET, HandedOver
from waystation.resettlement.values import Done, Pathway, Step
from waystation.vault.keyring import Keyring


@transaction.atomic
def hand_over(
    *,
    household_id: UUID,
    step: str,
    on: date,
    to: str,
    packet: Sequence[str],
    said_by: UUID,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Note that the next worker met a newcomer together with the old one, as the newcomer says.

    Args:
      to: what the next worker or office is called.
      packet: what of the file goes along; only what is named here does, and nothing of it without
        the consent of everybody it is about that this receiver is told.
      said_by: who of the household said that it happened; of a person's own hand-over, that person.

    Raises:
      Refused: this is no hand-over of theirs, it is done, nobody of the household said so, it is
        not said to whom, or something goes along of somebody who did not agree to that.
    """
    view = queries.stay(household_id, keyring)
    found = step_of(queries.pathway_of(view.stay, keyring), step)
    if said_by not in {member.person for member in view.stay.members}:
        raise Refused(
            _("Only somebody of the household can say that it happened."),
            hint=_("Ask them, then name who said so."),
        )
    if not to.strip():
        raise Refused(_("It is not said to whom."), hint=_("Name the next worker or office."))
    if not set(packet) <= set(PACKET):
        raise Refused(_("There is nothing of that name to take along."), hint=_("Choose again."))
    person_id = said_by if found.of == "person" else None
    done = Done(step=step, on=on, by=keyring.user_id, name=keyring.alias, person=person_id)
    services.finish(view, done, keyring, now)
    value = HandedOver(
        step=step,
        on=on,
        to=to.strip(),
        packet=tuple(packet),
        said_by=said_by,
        person=person_id,
        bases=_agreed(view, person_id, to, keyring, now) if packet else (),
    )
    return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)


def _agreed(
    view: queries.StayView, person_id: UUID | None, to: str, keyring: Keyring, now: datetime
) -> tuple[str, ...]:
    """Say on what ground somebody is told of each whom a packet is about; one alone, or all."""
    about = [person_id] if person_id else [member.person for member in view.stay.members]
    return tuple(
        require(
            household_id=view.household_id,
            person_id=one,
            purpose="share",
            receiver=to,
            keyring=keyring,
            now=now,
        ).basis
        for one in about
    )


def step_of(pathway: Pathway, code: str) -> Step:
    """Find a hand-over of a pathway by its code.

    Raises:
      Refused: there is none of this code, or it is another kind of step.
    """
    found = domain.step_of(pathway, code)
    if found is None or found.kind != "hand-over":
        raise Refused(_("This step is no hand-over."), hint=_("Note it as done on the pathway."))
    return found


def handed_over(household_id: UUID, keyring: Keyring) -> list[parts.Kept[HandedOver]]:
    """List the hand-overs of a household, the latest first.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return parts.listed(household_id, HandedOver, keyring)[::-1]
