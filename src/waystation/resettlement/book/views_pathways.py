"""The pages of the pathways: one country, its file, a new version, and several side by side."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.resettlement.book import choosing, domain, listing, queries, services, writing
from waystation.resettlement.book.forms import UploadForm, WhyForm
from waystation.resettlement.book.views import READERS, REFUSED
from waystation.resettlement.reading import BadFile
from waystation.vault.door import SignedRequest, opens_to

# How a text that was typed in is called where something is wrong with it.
TYPED = "pathway.toml"
PEOPLE_MAX = 20
COLUMNS_MAX = 4


@opens_to(*READERS)
@require_GET
def pathway(request: SignedRequest, pathway: str) -> HttpResponse:
    """Show a pathway: its stages, steps and benefits, in both languages."""
    return _pathway_page(request, pathway)


@opens_to(*READERS)
@require_GET
def pathway_file(request: SignedRequest, pathway: str) -> HttpResponse:
    """Give a pathway with the rules of its country as a text, to make another country of it."""
    tables = queries.tables(request.who.keyring)
    found = queries.pathway(pathway, request.who.keyring, version=_version(request))
    text = writing.as_toml(domain.of_country(tables, found.jurisdiction), found)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{found.version}.toml"'
    return response


@opens_to(*READERS)
@require_POST
def turn(request: SignedRequest, pathway: str) -> HttpResponse:
    """Ask that nobody begins on a pathway any more, or that it can be begun again."""
    keyring = request.who.keyring
    found, form = queries.pathway(pathway, keyring), WhyForm(request.POST, prefix="turn")
    if form.is_valid():
        with form.keeping_refusals():
            made = services.ask(
                did="pathway closed" if found.is_open else "pathway opened",
                code=found.code,
                version=found.version,
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("rule-proposal", made)
    return _pathway_page(request, pathway, turn=form)


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def upload(request: SignedRequest) -> HttpResponse:
    """Read a pathway with its rules from a file or a text, and ask a second person for it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            try:
                made = services.upload(
                    text=form.cleaned_data["text"],
                    name=TYPED,
                    why=form.cleaned_data["why"],
                    keyring=request.who.keyring,
                    now=clock.now(),
                )
                return redirect("rule-proposal", made)
            except BadFile as bad:
                shown["faults"] = bad.faults
    wrong = form.errors or form.refused or "faults" in shown
    status = REFUSED if wrong else 200
    return render(request, "resettlement/book/upload.html", shown, status=status)


@opens_to(*READERS)
@require_GET
def choices(request: SignedRequest) -> HttpResponse:
    """Show pathways side by side, for a conversation: in the order in which they are asked for."""
    tables, today = queries.tables(request.who.keyring), clock.now().date()
    offered = [one for one in domain.newest(tables.pathways) if one.is_open]
    chosen = choosing.picked(request.GET.getlist("pathway"), offered)[:COLUMNS_MAX]
    asked = choosing.in_order(request.GET.getlist("ask"))
    size = _size(request.GET.get("people", ""))
    codes = [one.code for one in chosen]
    first = [one for one in request.GET.getlist("ask") if one in choosing.QUESTIONS]
    shown = {
        "columns": [
            (
                choosing.column(one, tables, size=size, today=today),
                _link([code for code in codes if code != one.code], first, size),
            )
            for one in chosen
        ],
        "offered": [
            (one, _link([*codes, one.code], first, size)) for one in offered if one not in chosen
        ],
        "is_full": len(chosen) == COLUMNS_MAX,
        "questions": [(one, _link(codes, [one, *first], size)) for one in asked],
        "codes": codes,
        "first": first,
        "size": size,
        "most": PEOPLE_MAX,
        "today": today,
    }
    return render(request, "resettlement/book/choices.html", shown)


def _pathway_page(request: SignedRequest, code: str, **forms: Any) -> HttpResponse:
    tables = queries.tables(request.who.keyring)
    found = queries.pathway(code, request.who.keyring, version=_version(request))
    versions = [one for one in tables.pathways if one.code == found.code]
    needed = domain.codes_of(found)
    rules = [one for one in tables.rules if one.code in needed]
    shown = {
        "pathway": found,
        "stages": [
            (stage, [step for step in found.steps if step.stage == stage.code])
            for stage in found.stages
        ],
        "is_newest": found == domain.newest(versions)[0],
        "versions": sorted(versions, key=lambda one: one.version),
        "lines": listing.lines(rules, [found], clock.now().date()),
        "turn": WhyForm(prefix="turn"),
    }
    status = REFUSED if forms else 200
    return render(request, "resettlement/book/pathway.html", shown | forms, status=status)


def _version(request: SignedRequest) -> int | None:
    said = request.GET.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else None


def _size(said: str) -> int:
    """Read of how many people the household is; what makes no sense counts as one."""
    size = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 1
    return min(max(size, 1), PEOPLE_MAX)


def _link(codes: Iterable[str], first: Iterable[str], size: int) -> str:
    asked = [("ask", one) for one in dict.fromkeys(first)]
    return "?" + urlencode([*(("pathway", code) for code in codes), *asked, ("people", size)])
