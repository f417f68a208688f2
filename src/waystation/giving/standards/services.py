"""Releasing open data: one asks, another decides, either takes it back; and choosing grants."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import stamps
from waystation.giving.models import DataFile, DataRelease, OpenGrant
from waystation.giving.standards import checking, domain, grants, iati, queries, tables
from waystation.giving.standards.grants import Grant
from waystation.giving.standards.wording import REASONS
from waystation.ledger.chart import ADMIN, FUNDRAISING, RESCUE_PURPOSE
from waystation.ledger.models import Entry, Posting
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# What a grant that serves no rescue is booked on.
GRANTED_ON = (ADMIN, FUNDRAISING)


@transaction.atomic
def ask(*, by: Keyring, now: datetime) -> UUID:
    """Make the files of today and put them before the second person; nothing is public yet.

    Raises:
      Refused: another release waits already, nothing is old enough to be told, or a check of our
        own found something wrong.
    """
    if DataRelease.objects.filter(state="asked").exists():
        raise Refused(
            _("A release waits for its second person already."), hint=_("Decide on that first.")
        )
    files, through = _files(now.date())
    release = DataRelease.objects.create(
        through_on=through, asked_on=now.date(), asked_by=by.user_id
    )
    DataFile.objects.bulk_create(
        DataFile(
            release=release, name=name, content=content, digest=hashlib.sha256(content).digest()
        )
        for name, content in files.items()
    )
    _enter("open data asked", release.pk, by, now)
    return release.pk


@transaction.atomic
def decide(release_id: UUID, *, yes: bool, by: Keyring, now: datetime) -> None:
    """Release what another person asked for, or refuse it.

    Raises:
      Refused: it is decided already, or one's own.
    """
    row = DataRelease.objects.filter(pk=release_id, state="asked").first()
    if row is None:
        raise Refused(_("This release is decided already."), hint=_("Load the page again."))
    if row.asked_by == by.user_id:
        raise Refused(
            _("Nobody releases alone what they asked for themselves."),
            hint=_("Ask a colleague to look at the files and decide."),
        )
    row.state, row.decided_by, row.decided_on = "out" if yes else "refused", by.user_id, now.date()
    row.save()
    _enter("open data released" if yes else "open data refused", row.pk, by, now)
    stamps.touch()


@transaction.atomic
def retract(release_id: UUID, *, why: str, by: Keyring, now: datetime) -> None:
    """Take a release back: its files are gone from this moment, the reason stays public.

    Raises:
      Refused: it is not out, or no reason is given.
    """
    row = DataRelease.objects.filter(pk=release_id, state="out").first()
    if row is None:
        raise Refused(_("This release is not out."), hint=_("Load the page again."))
    if why not in REASONS:
        # One person alone writes no words for everybody.
        raise Refused(_("Say why it is taken back."), hint=_("Pick one of the reasons."))
    row.state, row.why = "retracted", why
    row.retracted_on, row.retracted_by = now.date(), by.user_id
    row.save()
    _enter("open data retracted", row.pk, by, now)
    stamps.touch()


@transaction.atomic
def publish_grant(*, entry_number: int, grant: Grant, by: Keyring, now: datetime) -> UUID:
    """Choose a grant for the next release: an entry of the book that serves no rescue.

    The sum and the day are the entry's own; what `grant` says of them is not read.

    Raises:
      Refused: no such entry, one that serves a rescue or a programme, one chosen before, or a
        person named.
    """
    cents, on, entry_id = _granted(entry_number)
    if grant.to_kind not in grants.TO_KINDS or not (grant.title and grant.about):
        raise Refused(_("A grant has a title and says what for."), hint=_("Fill in both."))
    if (grant.to_kind == "individual") == bool(grant.to_name):
        raise Refused(
            _("An organisation is named, a person never."),
            hint=_("Leave the name empty for a person, and write it for an organisation."),
        )
    row, is_new = OpenGrant.objects.get_or_create(
        entry=entry_id,
        defaults={
            "id": grant.id,
            "cents": cents,
            "awarded_on": on,
            "title": grant.title,
            "about": grant.about,
            "to_kind": grant.to_kind,
            "to_name": grant.to_name,
            "chosen_by": by.user_id,
            "chosen_on": now.date(),
        },
    )
    if not is_new:
        raise Refused(_("This entry is published already."), hint=_("See the list."))
    _enter("grant published", row.pk, by, now)
    return row.pk


@transaction.atomic
def withdraw_grant(grant_id: UUID, *, by: Keyring, now: datetime) -> None:
    """Leave a grant out of the next release."""
    if OpenGrant.objects.filter(pk=grant_id).delete()[0]:
        _enter("grant withdrawn", grant_id, by, now)


def _granted(entry_number: int) -> tuple[int, date, UUID]:
    entry = Entry.objects.filter(number=entry_number, posted=True).first()
    lines = Posting.objects.filter(entry=entry, account__type="expense") if entry else None
    spent = list(lines.values_list("account__code", "fund__purpose", "minor")) if lines else []
    cents = sum(minor for _account, _purpose, minor in spent)
    is_fit = all(
        account in GRANTED_ON and purpose != RESCUE_PURPOSE for account, purpose, _minor in spent
    )
    if entry is None or not spent or cents <= 0 or not is_fit:
        raise Refused(
            _("Entry %(n)d cannot be published as a grant.") % {"n": entry_number},
            hint=_("Only what serves no rescue: scholarships and small grants of the office."),
        )
    return cents, entry.booked_on, entry.pk


def _files(on: date) -> tuple[dict[str, bytes], date]:
    """Write every file, and look at what no schema would notice."""
    by, told = queries.organisation(on), queries.told(on)
    if not told:
        raise Refused(
            _("No quarter is closed and old enough to be told of."),
            hint=_("A quarter is told 90 days after its end, once its months are closed."),
        )
    activities = iati.activities(told, by, on=on)
    wrong = checking.findings(activities, told, by, words=queries.WORDS, on=on)
    if wrong:
        raise Refused(
            _("The files would not be right: %(what)s.") % {"what": "; ".join(wrong[:3])},
            hint=_("Nothing was made; this is a fault of the program."),
        )
    files = {
        "iati-activities.xml": activities,
        "iati-organisation.xml": iati.organisation(told, by, on=on),
        "360giving.json": grants.written(queries.grants(), by),
        "money.csv": tables.as_csv(told),
        "money.xlsx": tables.as_xlsx(told, on=on),
    }
    return files, max(domain.end_of(one.until) for one in told)


def _enter(kind: str, about: UUID, by: Keyring, now: datetime) -> None:
    audit.write(kind, actor=by.user_id, says={"id": str(about)}, now=now)
