"""Lets a partner rest, stop and go on, hands a stage to a back-up, and puts a new law on file."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.dispatch import alarms, queries
from waystation.dispatch.blast.capping import refuse_beyond_caps
from waystation.dispatch.care import queries as care
from waystation.dispatch.care.domain import Led
from waystation.dispatch.domain import GRACE, Alarm, StageOfPassage
from waystation.hazards import queries as hazards
from waystation.hazards import services as dangers
from waystation.hazards.domain import Hazard
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import Closure
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap

LAW_MAX = 300


def let_rest(*, partner_id: UUID, days: Closure, by: str, keyring: Keyring, now: datetime) -> None:
    """Let a partner rest for some days; what was planned on them then says so.

    Raises:
      Refused: there is no such partner, or as `network.services.rest`.
    """
    care.find(partner_id, keyring)
    networking.rest(record_id=partner_id, days=days, by=by, keyring=keyring, now=now)


def stop(*, partner_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Note that a partner stops for their safety: at once, for as long as they say.

    Nobody asks them for more than they want to tell, and nothing counts against them.

    Raises:
      Refused: there is no such partner, or they are not in use.
    """
    care.find(partner_id, keyring)
    says = why.strip() or _("They stop for their safety.")
    networking.stop(record_id=partner_id, why=says, by=by, keyring=keyring, now=now)


def go_on(*, partner_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Note that a partner who stopped wants to go on, by their own word.

    Raises:
      Refused: there is no such partner, or they did not stop.
    """
    care.find(partner_id, keyring)
    says = why.strip() or _("They said that they go on.")
    networking.go_on(record_id=partner_id, why=says, by=by, keyring=keyring, now=now)


@transaction.atomic
def hand_to(*, stage_id: UUID, partner_id: UUID, keyring: Keyring, now: datetime) -> StageOfPassage:
    """Hand a stage whose order is not out to a back-up; approvers are asked again because of it.

    Whoever was to lead it hears of nothing, and the watch over the stage calls the new guide.

    Raises:
      Refused: its order is out or it is over, this partner cannot lead it, or then they or a place
        would give up more people than their cap.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    kept = queries.passage(row.passage_id, keyring)
    if stage.state != "planned" or kept.passage.state not in care.UNDER_WAY:
        raise Refused(
            _("Stage %(n)d cannot go to somebody else now.") % {"n": stage.number},
            hint=_("Once an order is out, plan the rest of the way anew."),
        )
    guide = care.find(partner_id, keyring)
    led = Led(kept.id, stage_id, kept.passage.code, stage)
    could = care.back_ups(
        led,
        kept,
        network.for_planning(keyring),
        queries.busy(keyring),
        hazards.halts(keyring).partners,
    )
    if guide.slug not in {one.slug for one in could}:
        raise Refused(
            _("%(name)s cannot lead this stage.") % {"name": guide.name},
            hint=_("Pick one of those who are free then, not halted, and lead no stage of it."),
        )
    changed = msgspec.structs.replace(
        stage,
        guide=guide.slug,
        guide_name=guide.name,
        guide_assumed=guide.assumed,
        guide_row=partner_id,
    )
    way = [changed if one.id == stage_id else one.stage for one in kept.stages]
    refuse_beyond_caps(way, kept.passage.people, keyring, instead_of=kept.id)
    if stage.watch is not None:
        alarms.answer(stage.watch, keyring)
        alarm = Alarm(kept.passage.code, stage.number, guide.name, passage=kept.id)
        watch = alarms.arm(cell=row.cell, alarm=alarm, due_at=stage.arrive + GRACE)
        changed = msgspec.structs.replace(changed, watch=watch)
    swap(row, changed, keyring, on=now.date())
    events.record("stage.moved", subject=row.id, cell=row.cell, on=now.date())
    return changed


def note_law(*, land: str, on: date, says: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Put a law on file with the day from which it holds, which may be one to come.

    From that day on it makes every leg that touches the land more dangerous; before, nothing.

    Raises:
      Refused: no such land, or nothing said.
    """
    if land not in dict(care.lands(keyring)):
        raise Refused(_("There is no such land."), hint=_("Pick one from the list."))
    if not says.strip():
        raise Refused(_("It is not said what the law says."), hint=_("Write it in a few words."))
    law = Hazard(
        slug=new_id().hex,
        on=on,
        precision="day",
        kind="law",
        scope=land,
        text=says.strip()[:LAW_MAX],
        heard_at=now,
        origin="staff",
        taken_by=by,
    )
    dangers.take_in(hazards=[law], keyring=keyring, now=now)
