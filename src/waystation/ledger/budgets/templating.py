"""New versions of what a rescue may cost: asked for by one person, in force once another agrees."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger.approving import services as approving
from waystation.ledger.approving.handlers import Approved
from waystation.ledger.booking import Outcome
from waystation.ledger.budgets.domain import TEMPLATES, template_problem
from waystation.ledger.models import TemplateVersion
from waystation.ledger.wording import CATEGORY_NAMES
from waystation.vault import audit
from waystation.vault.keyring import Keyring

KIND = "budget-template"


class NewVersion(msgspec.Struct, frozen=True, tag="new-template/1"):
    """A template as it is to be: cents by category for each person, and its first and last day."""

    key: str
    per_person: dict[str, int]
    valid_from: date
    valid_to: date | None = None


def propose(
    *, proposal_id: UUID, new: NewVersion, why: str, role: str, keyring: Keyring, now: datetime
) -> Outcome:
    """Ask for a new version of a template; nothing changes before somebody else agrees.

    Raises:
      Refused: no such template; one of the six categories has no sum; the days are the wrong way
        round; no reason.
    """
    if new.key not in TEMPLATES:
        raise Refused(_("There is no such budget."), hint=_("Choose one from the list."))
    problem = template_problem(new.per_person)
    if problem:
        raise Refused(
            _("%(category)s has no sum.") % {"category": CATEGORY_NAMES.get(problem, problem)},
            hint=_("Each of the six categories is above nothing; an extra one may be left out."),
        )
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Refused(
            _("The last day, %(day)s, is before the first.") % {"day": new.valid_to.isoformat()},
            hint=_("Leave the last day out if the budget has none."),
        )
    return approving.propose(
        proposal_id=proposal_id,
        act=new,
        kind=KIND,
        cents=0,
        why=why,
        role=role,
        keyring=keyring,
        now=now,
    )


@transaction.atomic
def put_in_force(new: NewVersion, ok: Approved) -> None:
    """Add the version that two people agreed on; rescues that are open keep what they have."""
    own = TemplateVersion.objects.filter(key=new.key)
    version = (own.aggregate(n=Max("version"))["n"] or 0) + 1
    TemplateVersion.objects.create(
        key=new.key,
        version=version,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        per_person=as_text(new.per_person),
        made_by=ok.made_by,
        approved_by=ok.approved_by,
    )
    says = {"of": new.key, "n": str(version)}
    audit.write("budget template changed", actor=ok.approved_by, says=says, now=ok.now)


def as_text(cents: Mapping[str, int]) -> str:
    """Write cents by category as they are kept."""
    return msgspec.json.encode(dict(cents), order="sorted").decode()
