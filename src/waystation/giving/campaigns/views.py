"""The office's pages of campaigns, and of teams and members whom strangers asked for."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving import prices
from waystation.giving.campaigns import ending, forms, office, pages, services
from waystation.giving.campaigns.forms import ActForm, CampaignForm, DecisionForm, TurnForm
from waystation.vault.door import SignedRequest, opens_to

FUNDRAISER, FINANCE = "fundraiser", "finance officer"
REFUSED = 422


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def campaigns(request: SignedRequest) -> HttpResponse:
    """List the campaigns: what waits for a second hand first."""
    found = office.campaigns(request.who.keyring, clock.now().date())
    waits = [one for one in found if one.said.wish]
    return render(request, "giving/campaigns/list.html", {"campaigns": found, "waits": waits})


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Write a new campaign; public is it not yet."""
    return _written(request, CampaignForm(request.POST) if request.POST else forms.empty(), None)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def change(request: SignedRequest, campaign_id: UUID) -> HttpResponse:
    """Write a campaign anew; what is public stays until somebody else publishes it."""
    one = office.campaign(campaign_id, request.who.keyring, clock.now().date())
    form = CampaignForm(request.POST) if request.POST else forms.filled(campaign_id, one.latest)
    return _written(request, form, campaign_id)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def campaign(request: SignedRequest, campaign_id: UUID) -> HttpResponse:
    """Show a campaign, what waits to be published of it, and publish, take back or close."""
    keyring, now = request.who.keyring, clock.now()
    one, says = office.campaign(campaign_id, keyring, now.date()), ""
    if request.method == "POST":
        try:
            _act(request, campaign_id)
            return redirect("giving-campaigns")
        except Refused as no:
            says = f"{no.says} {no.hint}"
    shown = {
        "one": one,
        "says": says,
        "is_own": one.said.by == keyring.user_id,
        "n_repeating": ending.n_repeating(campaign=campaign_id),
        "person_cents": prices.person_cents(),
    }
    return render(request, "giving/campaigns/one.html", shown, status=REFUSED if says else 200)


@opens_to(FUNDRAISER)
@require_GET
def asked_pages(request: SignedRequest) -> HttpResponse:
    """List what strangers ask, and the pages that are public."""
    return _pages(request)


@opens_to(FUNDRAISER)
@require_http_methods(["GET", "POST"])
def asked_page(request: SignedRequest, page_ask_id: UUID) -> HttpResponse:
    """Read one thing that was asked, and publish it, refuse it or take the page off."""
    keyring = request.who.keyring
    row, said = pages.ask_of(page_ask_id, keyring)
    form = DecisionForm(request.POST) if request.method == "POST" else forms.to_decide(said)
    if form.is_valid():
        with form.keeping_refusals():
            _decide(request, page_ask_id, form)
            return redirect("giving-pages")
    page = row.member or row.team
    shown = {
        "row": row,
        "said": said,
        "form": form,
        "page": page,
        "is_theirs": office.is_theirs(page, said, keyring),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "giving/campaigns/asked.html", shown, status=status)


@opens_to(FUNDRAISER)
@require_POST
def turn_team(request: SignedRequest, team_id: UUID) -> HttpResponse:
    """Take a team's page off at once, open it again, or end it."""
    return _turn(request, pages.team_of(team_id, request.who.keyring))


@opens_to(FUNDRAISER)
@require_POST
def turn_member(request: SignedRequest, member_id: UUID) -> HttpResponse:
    """Take a member's page off at once, open it again, or end it."""
    return _turn(request, pages.member_of(member_id, request.who.keyring))


@opens_to(FUNDRAISER)
@require_POST
def tell(request: SignedRequest) -> HttpResponse:
    """Tell at least three teams together that their funds have supported journeys."""
    now = clock.now()
    try:
        chosen = [UUID(one) for one in request.POST.getlist("team")]
        pages.tell_teams(team_ids=chosen, on=now.date(), keyring=request.who.keyring, now=now)
    except Refused as no:
        return _pages(request, says=f"{no.says} {no.hint}")
    except ValueError:
        return _pages(request, says=_("This form is not understood. Load the page again."))
    return redirect("giving-pages")


def _written(request: SignedRequest, form: CampaignForm, campaign_id: UUID | None) -> HttpResponse:
    if form.is_valid():
        with form.keeping_refusals():
            made = campaign_id or form.cleaned_data["campaign_id"]
            services.draft(
                campaign_id=made, wish=form.wish(), keyring=request.who.keyring, now=clock.now()
            )
            return redirect("giving-campaign", made)
    shown = {"form": form, "campaign_id": campaign_id, "person_cents": prices.person_cents()}
    status = REFUSED if form.is_bound else 200
    return render(request, "giving/campaigns/write.html", shown, status=status)


def _act(request: SignedRequest, campaign_id: UUID) -> None:
    form, keyring, now = ActForm(request.POST), request.who.keyring, clock.now()
    if not form.is_valid():
        raise Refused(_("This form is not understood."), hint=_("Load the page again."))
    act = form.cleaned_data["act"]
    if act == "publish":
        services.publish(campaign_id=campaign_id, keyring=keyring, now=now)
    elif act == "drop":
        services.drop(campaign_id=campaign_id, keyring=keyring, now=now)
    else:
        why = form.cleaned_data["why"]
        services.close(campaign_id=campaign_id, why=why, keyring=keyring, now=now)


def _decide(request: SignedRequest, ask_id: UUID, form: DecisionForm) -> None:
    told, keyring, now = form.cleaned_data, request.who.keyring, clock.now()
    if told["act"] == "accept":
        pages.accept(
            ask_id=ask_id,
            name=told["name"],
            text=told["text"],
            goal_cents=(told["goal"] or 0) * 100,
            keyring=keyring,
            now=now,
        )
    elif told["act"] == "refuse":
        pages.refuse(ask_id=ask_id, why=told["why"], keyring=keyring, now=now)
    else:
        pages.take_off(ask_id=ask_id, keyring=keyring, now=now)


def _turn(request: SignedRequest, page: pages.Page) -> HttpResponse:
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This form is not understood."), hint=_("Load the page again."))
    pages.turn(page, form.cleaned_data["to"], keyring=request.who.keyring, now=clock.now())
    return redirect("giving-pages")


def _pages(request: SignedRequest, says: str = "") -> HttpResponse:
    keyring = request.who.keyring
    shown = {
        "waiting": pages.waiting(keyring),
        "teams": office.teams(keyring),
        "says": says,
        "told_after": 90,
    }
    return render(request, "giving/campaigns/pages.html", shown, status=REFUSED if says else 200)
