"""Pages of teams and members: asked for by strangers, decided by a fundraiser, taken off at once.

Asking needs no key and nothing of it is public. What is accepted is written into the row of the
team or member; who answers for it stays in its box.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.giving import funds, rows, stamps
from waystation.giving.campaigns import domain, ending, texts
from waystation.giving.campaigns.domain import Asked, Contact
from waystation.giving.domain import coarse
from waystation.giving.letters import links
from waystation.giving.letters import services as letters
from waystation.giving.models import MemberRow, PageAskRow, TeamRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring

Page = TeamRow | MemberRow


@transaction.atomic
def ask(
    kind: str,
    said: Asked,
    *,
    campaign: UUID | None = None,
    team: UUID | None = None,
    member: UUID | None = None,
    now: datetime,
) -> PageAskRow:
    """Keep what a stranger asks for, sealed, until a fundraiser reads it. Needs no key.

    Args:
      kind: "team", "member" of a team, "change" of a page's words, "report" of a page.

    Raises:
      Refused: what may not stand in public words, or too much waits already.
    """
    # Of one page where it is about one: whoever floods it holds up nobody at another.
    same = PageAskRow.objects.filter(kind=kind, state="waiting", team_id=team)
    if kind == "report":
        if same.filter(member_id=member).count() >= domain.REPORTS_MAX:
            raise Refused(
                _("This page was reported often already."),
                hint=_("Somebody looks at it as soon as they can."),
            )
    elif same.count() >= domain.WAITING_MAX:
        raise Refused(
            _("More has been sent to us than we can read at the moment."),
            hint=_("Please come back in a few days; what was sent before is not lost."),
        )
    row = PageAskRow(
        kind=kind,
        campaign_id=campaign,
        team_id=team,
        member_id=member,
        asked_on=coarse(now.date()),
    )
    return rows.put(row, said if kind == "report" else _fit(said))


def ask_of(ask_id: UUID, keyring: Keyring) -> tuple[PageAskRow, Asked]:
    """Open something that was asked.

    Raises:
      Refused: there is nothing of this id that the reader may open.
    """
    asks = PageAskRow.objects.filter(pk=ask_id, cell__in=keyring.cells)
    row = asks.select_related("team", "member", "campaign").first()
    if row is None:
        raise Refused(_("Nothing of this kind was asked."), hint=_("Choose from what waits."))
    return row, rows.said(row, Asked, keyring)


def waiting(keyring: Keyring) -> list[tuple[PageAskRow, Asked]]:
    """Open everything that waits to be read, the oldest month first, reports before the rest."""
    asks = PageAskRow.objects.filter(state="waiting", cell__in=keyring.cells)
    found = asks.select_related("team", "member", "campaign").order_by("asked_on", "pk")
    opened = [(row, rows.said(row, Asked, keyring)) for row in found]
    return sorted(opened, key=lambda pair: pair[0].kind != "report")


@transaction.atomic
def accept(
    *, ask_id: UUID, name: str, text: str, goal_cents: int, keyring: Keyring, now: datetime
) -> Page:
    """Publish a page, or other words on one, as they stand here: as asked, or changed.

    A new team's fund is opened in the book in the same transaction. Whoever asked is told by a
    letter, with the words as they stand if they are others than asked for.

    Raises:
      Refused: decided already; what may not stand in public words; the team is closed meanwhile.
    """
    row, said = _to_decide(ask_id, keyring)
    fit = _fit(replace(said, name=name, text=text, goal_cents=goal_cents))
    is_changed = (fit.name, fit.text, fit.goal_cents) != (said.name, said.text, said.goal_cents)
    makers: dict[str, Callable[[PageAskRow, Asked, date], Page]] = {
        "team": _new_team,
        "member": _new_member,
        "change": _changed,
    }
    make = makers.get(row.kind)
    if make is None:
        raise Refused(
            _("A report is not published."), hint=_("Take the page off, or put the report away.")
        )
    page = make(row, fit, now.date())
    published = fit.text if fit.text != said.text else ""
    rows.change(
        row,
        replace(said, decided_by=keyring.alias, published=published),
        state="accepted",
        team_id=page.pk if isinstance(page, TeamRow) else row.team_id,
        member_id=page.pk if isinstance(page, MemberRow) else row.member_id,
    )
    stamps.touch()
    _entered("page decided", f"{row.kind}: {fit.name}", "accepted", keyring, now)
    if said.contact:
        _tell_open(page, said.contact, fit if is_changed else None, now)
    return page


@transaction.atomic
def refuse(*, ask_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Refuse a page, or put a report away, with the reason; whoever asked gets it by a letter.

    Raises:
      Refused: decided already, or no reason.
    """
    row, said = _to_decide(ask_id, keyring)
    why = texts.tidy(why)
    if not 0 < len(why) <= domain.WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": domain.WHY_MAX},
            hint=_("Whoever asked reads it in the letter: write kindly."),
        )
    rows.change(row, replace(said, decided_by=keyring.alias, why=why), state="refused")
    _entered("page decided", row.kind, "refused", keyring, now)
    if said.contact:
        _write(said.contact, "page-refused", {"name": said.name, "why": why}, now)


@transaction.atomic
def take_off(*, ask_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take the page off that was reported, and put the report away with that answer.

    Raises:
      Refused: decided already, or it is no report of a page.
    """
    row, said = _to_decide(ask_id, keyring)
    page = row.member or row.team
    if row.kind != "report" or page is None:
        raise Refused(_("This is no report of a page."), hint=_("Publish it, or refuse it."))
    if page.state != "refused":
        turn(page, "refused", keyring=keyring, now=now)
    rows.change(row, replace(said, decided_by=keyring.alias), state="accepted")
    _entered("page decided", row.kind, "accepted", keyring, now)


def team_of(team_id: UUID, keyring: Keyring) -> TeamRow:
    """Find a team of the reader's compartment.

    Raises:
      Refused: there is none of this id that they may open.
    """
    found = TeamRow.objects.filter(pk=team_id, cell__in=keyring.cells)
    row = found.select_related("campaign").first()
    if row is None:
        raise Refused(_("There is no such team."), hint=_("Choose one from the list."))
    return row


def member_of(member_id: UUID, keyring: Keyring) -> MemberRow:
    """Find a member's page of the reader's compartment.

    Raises:
      Refused: there is none of this id that they may open.
    """
    found = MemberRow.objects.filter(pk=member_id, cell__in=keyring.cells)
    row = found.select_related("team").first()
    if row is None:
        raise Refused(_("There is no such page."), hint=_("Choose one from the list."))
    return row


@transaction.atomic
def turn(page: Page, to: str, *, keyring: Keyring, now: datetime) -> None:
    """Take a page off the site at once, open it again, or end it: "refused", "open" or "closed".

    Ended, a page stays to be read and takes no more gifts.

    Raises:
      Refused: it stands so already.
      ValueError: no such state.
    """
    if to not in ("refused", "open", "closed"):
        raise ValueError(f"a page is not turned to {to!r}: refused, open or closed")
    if page.state == to:
        raise Refused(_("The page stands so already."), hint=_("Load the list again."))
    rows.move(page, state=to)
    if isinstance(page, TeamRow) and to == "closed":
        ending.shorten(now.date(), team=page.pk, now=now)
    stamps.touch()
    _entered("page taken off", page.slug, to, keyring, now)


@transaction.atomic
def tell_teams(*, team_ids: Sequence[UUID], on: date, keyring: Keyring, now: datetime) -> int:
    """Say on the pages of several teams that their funds supported journeys; gives how many.

    Late and never for fewer than three teams on one day, so that nobody can tell which journey was
    meant. Giving knows of no journey: whoever presses does so at least 90 days after, and only the
    month of the telling is kept.

    Raises:
      Refused: fewer than three, one that is no open team or is younger than 90 days, or one that
        was told in the last 90 days.
    """
    wanted = set(team_ids)
    teams = TeamRow.objects.filter(pk__in=wanted, state="open", cell__in=keyring.cells)
    found = list(teams.order_by("pk"))
    told_in = [row.told_in for row in found]
    fault = domain.batch_fault(len(wanted), [row.asked_on for row in found], told_in, on)
    if fault:
        raise _not_told(fault)
    for row in found:
        captain = rows.said(row, Contact, keyring)
        rows.move(row, told_in=coarse(on))
        _write(captain, "team-told", {"name": row.name, "month": f"{on:%Y-%m}"}, now)
    stamps.touch()
    _entered("teams told", "", str(len(found)), keyring, now)
    return len(found)


def _fit(said: Asked) -> Asked:
    """Tidy public words and refuse what may not stand in them."""
    said = replace(said, name=texts.tidy(said.name).replace("\n", " "), text=texts.tidy(said.text))
    if not texts.NAME_MIN <= len(said.name) <= texts.NAME_MAX:
        raise Refused(
            _("The name has %(n)d characters; it takes 3 to 60.") % {"n": len(said.name)},
            hint=_("Shorten it, or write it out."),
        )
    if not texts.TEXT_MIN <= len(said.text) <= texts.TEXT_MAX:
        raise Refused(
            _("The text has %(n)d characters; it takes 20 to 1,500.") % {"n": len(said.text)},
            hint=_("Say in a few sentences who you are and why you collect."),
        )
    found = texts.faults(f"{said.name}\n{said.text}")
    if found:
        raise Refused(_found(found[0]), hint=_("Take it out: it would stand in public."))
    if not domain.GOAL_MIN <= said.goal_cents <= domain.TEAM_GOAL_MAX or said.goal_cents % 100:
        raise Refused(
            _("The goal is between $100 and $1,000,000, in whole dollars."),
            hint=_("One rescue is often counted as $3,000."),
        )
    return said


def _found(name: str) -> str:
    return {
        "link": _("There is a link in the text."),
        "mail": _("There is an address of mail, or an account's name with @, in the text."),
        "phone": _("There is a telephone number, or another long number, in the text."),
        "address": _("There is the address of a house in the text."),
    }[name]


def _to_decide(ask_id: UUID, keyring: Keyring) -> tuple[PageAskRow, Asked]:
    row, said = ask_of(ask_id, keyring)
    if row.state != "waiting":
        raise Refused(_("This is decided already."), hint=_("See the list of pages."))
    return row, said


def _new_team(row: PageAskRow, fit: Asked, on: date) -> TeamRow:
    slug = _free_slug(fit.name, set(TeamRow.objects.values_list("slug", flat=True)), "friends")
    campaign = row.campaign if row.campaign and row.campaign.state == "open" else None
    team = TeamRow(
        slug=slug,
        state="open",
        campaign=campaign,
        fund=funds.open_for_team(slug, on=on),
        name=fit.name,
        text=fit.text,
        goal_cents=fit.goal_cents,
        asked_on=on,
    )
    return rows.put(team, fit.contact)


def _new_member(row: PageAskRow, fit: Asked, on: date) -> MemberRow:
    if row.team is None or row.team.state != "open":
        raise Refused(_("This team is not open."), hint=_("Refuse the page, and say why."))
    taken = set(MemberRow.objects.filter(team=row.team).values_list("slug", flat=True))
    member = MemberRow(
        team=row.team,
        slug=_free_slug(fit.name, taken, "member"),
        state="open",
        name=fit.name,
        text=fit.text,
        goal_cents=fit.goal_cents,
    )
    return rows.put(member, fit.contact)


def _changed(row: PageAskRow, fit: Asked, on: date) -> Page:
    page = row.member or row.team
    if page is None:
        raise Refused(_("There is no such page."), hint=_("Choose one from the list."))
    return rows.move(page, name=fit.name, text=fit.text, goal_cents=fit.goal_cents)


def _free_slug(name: str, taken: set[str], kind: str) -> str:
    """Find an address of a name that nobody has; one without Latin letters gets a drawn one."""
    slug = texts.slug_of(name)
    while not slug or slug in taken:
        drawn = new_code("")[1:].lower()
        slug = f"{texts.slug_of(name)[:30] or kind}-{drawn}"
    return slug


def _tell_open(page: Page, to: Contact, changed: Asked | None, now: datetime) -> None:
    """Write to whoever asked that their page is open, and how it reads where that was changed."""
    if isinstance(page, TeamRow):
        url = links.to("site-team", to.language, slug=page.slug)
    else:
        url = links.to("site-member", to.language, slug=page.team.slug, member=page.slug)
    says = ""
    if changed:
        with translation.override(to.language):
            says = _("We changed some words. It reads now: %(name)s. %(text)s") % {
                "name": changed.name,
                "text": changed.text,
            }
    _write(to, "page-accepted", {"name": page.name, "url": url, "changed": says}, now)


def _write(to: Contact, kind: str, values: dict[str, str | int], now: datetime) -> None:
    letters.wait_for(to.email, to.name, to.language, kind, values, now=now)


def _not_told(fault: str) -> Refused:
    says = {
        "few": _("Fewer than three teams cannot be told on one day."),
        "unknown": _("One of these is no open team."),
        "young": _("One of these teams is younger than 90 days."),
        "told": _("One of these teams was told in the last 90 days."),
    }[fault]
    return Refused(
        says, hint=_("Wait until there are three; nobody may tell whose journey it was.")
    )


def _entered(kind: str, of: str, to: str, keyring: Keyring, now: datetime) -> None:
    says = {"of": of, "to": to} if of else {"n": to}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)
