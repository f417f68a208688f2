"""The security officer's page of the audit chain: who did what, and whether the chain holds."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.vault import audit, chain, register
from waystation.vault.audit import Told
from waystation.vault.audit_words import BREAK_WORDS, KIND_WORDS, SAYS_WORDS
from waystation.vault.chain import Seen
from waystation.vault.door import SignedRequest, Who, opens_to

SECURITY = "security officer"
PAGE, SHEET = 50, 500
NOTE_MAX = 300
WITNESS_MAX = 200_000


class Line(NamedTuple):
    """One entry as the page shows it."""

    told: Told
    what: Promise | str
    who: str
    says: list[tuple[Promise | str, str]]


class EntriesForm(forms.Form):
    """Which entries to show."""

    kind = forms.ChoiceField(choices=[("", gettext_lazy("every kind")), *KIND_WORDS.items()],
                             required=False)  # fmt: skip
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    whole = forms.BooleanField(required=False)


@opens_to(SECURITY)
@require_GET
def entries(request: SignedRequest) -> HttpResponse:
    """Show what was done, newest first, of one kind or some days if asked."""
    return _page(request)


@opens_to(SECURITY)
@require_POST
def examine(request: SignedRequest) -> HttpResponse:
    """Examine the whole chain, hold a witness against it if one is given, sign its end if it holds.

    What is no witness is refused on the page, where it can be mended.
    """
    keyring = request.who.keyring
    try:
        key, seen = _witness(request.POST.get("witness", ""))
    except Refused as refused:
        return _page(request, refused)
    context: dict[str, Any] = {"n_seen": len(seen), "broken": []}
    if keyring.cells_of("security"):
        public = audit.key_of(keyring)
        context["found"] = audit.examine(public)
        broken = [*context["found"].breaks, *audit.compare(seen, public)]
        context["broken"] = [(one.seq, BREAK_WORDS[one.what]) for one in sorted(set(broken))]
        context["other_key"] = bool(key) and key != public
    if not context["broken"] and not context.get("other_key"):
        audit.sign_head(keyring, now=clock.now())
    context["standing"] = audit.standing(keyring)
    return render(request, "vault/audit_examined.html", context)


@opens_to(SECURITY)
@require_POST
def note(request: SignedRequest) -> HttpResponse:
    """Enter a note in the chain: a drill held, a backup tried, a decision of the committee."""
    words = " ".join(request.POST.get("note", "").split())
    if not 0 < len(words) <= NOTE_MAX:
        says = _("A note has 1 to %(n)d characters.") % {"n": NOTE_MAX}
        return _page(request, Refused(says, hint=_("Shorten it, or write two.")))
    audit.write("noted", actor=request.who.user_id, says={"note": words}, now=clock.now())
    return redirect("audit")


def _page(request: SignedRequest, refused: Refused | None = None) -> HttpResponse:
    """Show the entries, and above them why what was typed below them was not taken."""
    form = EntriesForm(request.GET)
    # A filter that is not understood shows everything, and says so.
    asked = form.cleaned_data if form.is_valid() else {}
    context = _listed(request.who, asked) | {"form": form, "kinds": KIND_WORDS.items()}
    context |= {"standing": audit.standing(request.who.keyring), "note_max": NOTE_MAX}
    context |= {"refused": refused, "witness_max": WITNESS_MAX}
    context |= {name: request.POST.get(name, "") for name in ("witness", "note")}
    return render(request, "vault/audit.html", context, status=422 if refused else 200)


def _witness(text: str) -> tuple[bytes, list[Seen]]:
    """Read what was pasted of a witness; nothing is a witness without lines.

    Raises:
      Refused: it is none, or too long.
    """
    if len(text) > WITNESS_MAX:
        raise Refused(_("That is longer than a witness is read here."), hint=_("Paste its end."))
    return chain.read_witness(text)


def _listed(who: Who, asked: dict[str, Any]) -> dict[str, Any]:
    """Open the entries of one page."""
    kinds = [asked["kind"]] if asked.get("kind") else None
    days = None
    if asked.get("since") or asked.get("until"):
        days = (asked.get("since") or date.min, asked.get("until") or date.max)
    size = SHEET if asked.get("whole") else PAGE
    n = audit.count(who.keyring, kinds=kinds, days=days)
    n_pages = max(1, -(-n // size))
    page = min(asked.get("page") or 1, n_pages)
    found = audit.entries(who.keyring, kinds=kinds, days=days, skip=(page - 1) * size, newest=size)
    names = _names(who)
    query = {name: str(value) for name, value in asked.items() if value and name != "page"}
    return {
        "query": urlencode(query) + "&" if query else "",
        "newer": page - 1,
        "older": page + 1,
        "lines": [_line(told, names) for told in found],
        "n": n,
        "page": page,
        "n_pages": n_pages,
    }


def _line(told: Told, names: dict[UUID, str]) -> Line:
    who = names.get(told.actor, _("somebody no longer here")) if told.actor else _("the server")
    says = [(SAYS_WORDS.get(name, name), text) for name, text in told.says.items()]
    return Line(told, KIND_WORDS.get(told.kind, "–"), who, says)


def _names(who: Who) -> dict[UUID, str]:
    """Tell what colleagues are called, from the register."""
    if not who.keyring.cells_of("security"):
        return {}
    known = {member.user_id: member.alias for _row, member in register.members(who.keyring)}
    return known | {who.user_id: who.alias}
