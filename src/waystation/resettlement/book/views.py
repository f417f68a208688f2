"""The pages of the rules: all countries, one rule, one change and what it would do."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.resettlement.book import domain, effects, listing, queries, services, writing
from waystation.resettlement.book.domain import Did
from waystation.resettlement.book.forms import (
    AnswerForm,
    CheckForm,
    EndForm,
    RuleForm,
    WhyForm,
)
from waystation.resettlement.book.queries import Book, Kept
from waystation.resettlement.values import STATUSES, Rule, Tables
from waystation.vault.door import SignedRequest, opens_to

READERS = ("case worker", "field manager")
REFUSED = 422
SHOWN_BOUNDARIES = 60


@opens_to(*READERS)
@require_GET
def rules(request: SignedRequest) -> HttpResponse:
    """Show every figure of every country, with its days and its source."""
    book, today = queries.book(request.who.keyring), clock.now().date()
    asked = _asked(request, book.tables)
    found = listing.lines(filter(asked.picks, book.tables.rules), book.tables.pathways, today)
    shown = {
        "lines": found,
        "countries": listing.countries(book.tables),
        "statuses": STATUSES,
        "asked": asked,
        "pathways": domain.newest(book.tables.pathways),
        "n_waiting": sum(1 for one in book.kept if one.proposal.state == "asked"),
        "n_for_me": sum(1 for one in book.kept if one.proposal.state == "asked" and not one.mine),
        "n_not_verified": sum(1 for line in found if line.rule.checked_on is None),
        "n_stale": sum(1 for line in found if line.stale),
        "idle": [one for one in book.kept if one.id in book.idle],
    }
    return render(request, "resettlement/book/rules.html", shown)


@opens_to(*READERS)
@require_GET
def rules_csv(request: SignedRequest) -> HttpResponse:
    """Give the same list as a table for a spreadsheet."""
    tables = queries.tables(request.who.keyring)
    picked = filter(_asked(request, tables).picks, tables.rules)
    found = listing.lines(picked, tables.pathways, clock.now().date())
    text = writing.as_csv(line.rule for line in found)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rules.csv"'
    return response


@opens_to(*READERS)
@require_GET
def rule(request: SignedRequest, mark: str) -> HttpResponse:
    """Show one rule, with the other values of its code."""
    return _rule_page(request, mark)


@opens_to(*READERS)
@require_POST
def end(request: SignedRequest, mark: str) -> HttpResponse:
    """Ask for another last day of a rule."""
    form = EndForm(request.POST, prefix="end", rule=queries.rule(mark, request.who.keyring))
    return _ask_other(request, mark, "rule ended", form, end=form)


@opens_to(*READERS)
@require_POST
def check(request: SignedRequest, mark: str) -> HttpResponse:
    """Ask to note that the source of a rule was read again."""
    held, today = queries.rule(mark, request.who.keyring), clock.now().date()
    form = CheckForm(request.POST, prefix="check", rule=held, today=today)
    return _ask_other(request, mark, "rule checked", form, check=form)


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Ask for a new rule, such as the next value of a figure."""
    keyring, now = request.who.keyring, clock.now()
    tables = queries.tables(keyring)
    like = [one for one in tables.rules if domain.mark_of(one) == request.GET.get("like")]
    form = RuleForm(request.POST or None, today=now.date(), initial=_beginning(like))
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            made = services.ask(
                did="rule added",
                rules=(form.rule(),),
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("rule-proposal", made)
    shown = {
        "form": form,
        "like": like,
        "countries": listing.countries(tables),
        "codes": sorted({one.code for one in tables.rules}),
    }
    return render(request, "resettlement/book/new.html", shown, status=_status(form))


@opens_to(*READERS)
@require_GET
def proposals(request: SignedRequest) -> HttpResponse:
    """List the changes that were asked for: what waits first, then what was decided last."""
    book = queries.book(request.who.keyring)
    waiting = [one for one in book.kept if one.proposal.state == "asked"]
    shown = {
        "waiting": waiting,
        "decided": [one for one in book.kept if one.proposal.state != "asked"],
        "n_for_me": sum(1 for one in waiting if not one.mine),
        "idle": book.idle,
    }
    return render(request, "resettlement/book/proposals.html", shown)


@opens_to(*READERS)
@require_GET
def proposal(request: SignedRequest, rule_change_id: UUID) -> HttpResponse:
    """Show one change and what it would do, for whoever decides."""
    return _proposal_page(request, rule_change_id)


@opens_to(*READERS)
@require_POST
def agree(request: SignedRequest, rule_change_id: UUID) -> HttpResponse:
    """Agree to a change: it counts from this moment on."""
    return _decide(request, rule_change_id, services.agree)


@opens_to(*READERS)
@require_POST
def refuse(request: SignedRequest, rule_change_id: UUID) -> HttpResponse:
    """Refuse a change."""
    return _decide(request, rule_change_id, services.refuse)


@opens_to(*READERS)
@require_POST
def withdraw(request: SignedRequest, rule_change_id: UUID) -> HttpResponse:
    """Take back a change that one asked for."""
    services.withdraw(change_id=rule_change_id, keyring=request.who.keyring, now=clock.now())
    return redirect("rule-proposals")


@opens_to(*READERS)
@require_POST
def undo(request: SignedRequest, rule_change_id: UUID) -> HttpResponse:
    """Ask that an agreed change shall count no more."""
    keyring = request.who.keyring
    kept, form = queries.proposal(rule_change_id, keyring), WhyForm(request.POST, prefix="undo")
    if form.is_valid():
        with form.keeping_refusals():
            made = services.ask(
                did="undone",
                undoes=kept.id,
                code=kept.proposal.about,
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("rule-proposal", made)
    return _proposal_page(request, rule_change_id, undo=form)


def _rule_page(request: SignedRequest, mark: str, **forms: Any) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    book = queries.book(keyring)
    held = queries.rule(mark, keyring)
    same = [one for one in book.tables.rules if one.code == held.code]
    pathways = book.tables.pathways
    shown = {
        "line": listing.lines([held], pathways, today)[0],
        "country": dict(listing.countries(book.tables))[held.jurisdiction],
        "lines": listing.lines(same, pathways, today),
        "counting": [
            one for one in domain.newest(book.tables.pathways) if held.code in domain.codes_of(one)
        ],
        "changes": [one for one in book.kept if held.code in domain.touched(one.proposal)],
        "end": EndForm(prefix="end", rule=held),
        "check": CheckForm(prefix="check", rule=held, today=today),
    }
    status = REFUSED if forms else 200
    return render(request, "resettlement/book/rule.html", shown | forms, status=status)


def _ask_other(
    request: SignedRequest, mark: str, did: Did, form: EndForm | CheckForm, **forms: Any
) -> HttpResponse:
    """Ask for a change of one rule, or show its page again with what is wrong."""
    keyring = request.who.keyring
    held = queries.rule(mark, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.ask(
                did=did,
                was=held,
                rules=(form.rule(),),
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("rule-proposal", made)
    return _rule_page(request, mark, **forms)


def _proposal_page(request: SignedRequest, change_id: UUID, **forms: Any) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    kept, book = queries.proposal(change_id, keyring), queries.book(keyring)
    brought = kept.proposal.pathway
    pathways = (*book.tables.pathways, *([brought] if brought else []))
    shown: dict[str, Any] = {
        "kept": kept,
        "lines": listing.lines(kept.proposal.rules, pathways, today),
        "proposal": kept.proposal,
        "undone": [one for one in book.kept if one.id == kept.proposal.undoes],
        "answer": AnswerForm(prefix="answer"),
        "undo": WhyForm(prefix="undo"),
        "idle": kept.id in book.idle,
        "counts": any(kept.id == one for one, _change in domain.counting(book.changes)),
    }
    if kept.proposal.state == "asked":
        shown |= _would_do(kept, book, request, today)
    status = REFUSED if forms else 200
    return render(request, "resettlement/book/proposal.html", shown | forms, status=status)


def _would_do(kept: Kept, book: Book, request: SignedRequest, today: date) -> dict[str, Any]:
    """Work out what a change that waits would do; or say what stands against it by now."""
    try:
        services.refuse_faults(kept.proposal, book)
    except Refused as refused:
        return {"stands_against": refused}
    change, stays = kept.proposal, queries.stays(request.who.keyring)
    after = queries.with_change(kept.id, book)
    about = dict(book.changes)[change.undoes] if change.undoes else change
    found = effects.effects(about, book.tables, after, stays, today=today)
    shown: dict[str, Any] = {
        "effects": found,
        "boundaries": found.boundaries[:SHOWN_BOUNDARIES],
        "n_more": len(found.boundaries[SHOWN_BOUNDARIES:]),
    }
    if change.pathway is not None:
        shown["versions"] = effects.versions(change.pathway, book.tables, stays)
    return shown


def _decide(request: SignedRequest, change_id: UUID, act: Any) -> HttpResponse:
    form = AnswerForm(request.POST, prefix="answer")
    if form.is_valid():
        with form.keeping_refusals():
            act(
                change_id=change_id,
                answer=form.cleaned_data["answer"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("rule-proposal", change_id)
    return _proposal_page(request, change_id, answer=form)


def _asked(request: SignedRequest, tables: Tables) -> listing.Asked:
    return listing.asked(request.GET.get("country", ""), request.GET.get("status", ""), tables)


def _beginning(like: list[Rule]) -> dict[str, Any]:
    """Begin a form with what the next value of a figure shares with the one before."""
    kept = ("jurisdiction", "code", "unit", "size_from", "size_to", "basis")
    return {name: getattr(like[0], name) for name in kept} if like else {}


def _status(form: Any) -> int:
    return REFUSED if form.errors or form.refused else 200
