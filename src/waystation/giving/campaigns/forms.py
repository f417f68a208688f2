"""The shapes of what the office says about campaigns and pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.ids import new_id
from waystation.base.keptform import KeptForm
from waystation.giving.campaigns import domain, services, texts
from waystation.giving.campaigns.domain import Asked, Wish
from waystation.ledger import chart

FUND_WORDS = {
    chart.GENERAL: _("the next rescue"),
    chart.UNRESTRICTED: _("where it is needed most"),
    chart.RESETTLEMENT: _("a new life after arrival"),
    chart.REUNIFICATION: _("families together again"),
    services.OWN_FUND: _("a fund of the campaign's own"),
}


class CampaignForm(KeptForm):
    """A campaign as somebody wants it published, in both languages."""

    campaign_id = forms.UUIDField(widget=forms.HiddenInput)
    title_en = forms.CharField(label=_("Title in English"), max_length=domain.TITLE_MAX)
    title_ko = forms.CharField(label=_("Title in Korean"), max_length=domain.TITLE_MAX)
    text_en = forms.CharField(
        label=_("Text in English"),
        help_text=_("No operational word: no place, no day, no number of people under way."),
        max_length=domain.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    text_ko = forms.CharField(
        label=_("Text in Korean"),
        max_length=domain.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    slug = forms.CharField(
        label=_("Address"),
        help_text=_("3 to 40 small letters, digits and hyphens; it stands in links for ever."),
        max_length=texts.SLUG_MAX,
    )
    fund = forms.ChoiceField(
        label=_("It collects for"), choices=[(code, FUND_WORDS[code]) for code in services.FUNDS]
    )
    goal_people = forms.IntegerField(
        label=_("Goal: people to bring to freedom"),
        help_text=_("Counted with the published cost of one person. Empty: the goal is a sum."),
        required=False,
        min_value=1,
        max_value=domain.PEOPLE_MAX,
    )
    goal = forms.IntegerField(
        label=_("Goal: a sum in dollars"),
        required=False,
        min_value=domain.GOAL_MIN // 100,
        max_value=domain.GOAL_MAX // 100,
    )
    monthly = forms.IntegerField(
        label=_("Goal of each month in dollars"),
        required=False,
        min_value=0,
        max_value=domain.GOAL_MAX // 100,
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one goal and no more."""
        told = super().clean() or {}
        if bool(told.get("goal_people")) == bool(told.get("goal")):
            self.add_error("goal", _("Give one goal: people, or a sum."))
        return told

    def wish(self) -> Wish:
        """Give what was wished for."""
        told = self.cleaned_data
        words = ("slug", "fund", "title_en", "title_ko", "text_en", "text_ko")
        return Wish(
            **{name: told[name] for name in words},
            goal_cents=(told["goal"] or 0) * 100,
            goal_people=told["goal_people"] or 0,
            monthly_goal_cents=(told["monthly"] or 0) * 100,
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
        )


class ActForm(forms.Form):
    """What is done with a campaign: published, taken back, closed."""

    act = forms.ChoiceField(choices=[(x, x) for x in ("publish", "drop", "close")])
    why = forms.CharField(required=False, max_length=domain.WHY_MAX)


class DecisionForm(KeptForm):
    """A page as it is to be published, or why it is not."""

    act = forms.ChoiceField(choices=[(x, x) for x in ("accept", "refuse", "take off")])
    name = forms.CharField(label=_("Name on the page"), required=False, max_length=texts.NAME_MAX)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=texts.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    goal = forms.IntegerField(label=_("Goal in dollars"), required=False, min_value=1)
    why = forms.CharField(
        label=_("Why not"),
        help_text=_("Whoever asked reads it in the letter: write kindly."),
        required=False,
        max_length=domain.WHY_MAX,
    )


class TurnForm(forms.Form):
    """What becomes of a page that is public, or was."""

    to = forms.ChoiceField(choices=[(x, x) for x in ("open", "closed", "refused")])


def empty() -> CampaignForm:
    """Give the form of a new campaign, with the id that it will have."""
    return CampaignForm(initial={"campaign_id": new_id()})


def filled(campaign_id: UUID, wish: Wish) -> CampaignForm:
    """Give the form of a campaign with what it says now."""
    return CampaignForm(
        initial={
            "campaign_id": campaign_id,
            "title_en": wish.title_en,
            "title_ko": wish.title_ko,
            "text_en": wish.text_en,
            "text_ko": wish.text_ko,
            "slug": wish.slug,
            "fund": wish.fund,
            "goal_people": wish.goal_people or None,
            "goal": wish.goal_cents // 100 or None,
            "monthly": wish.monthly_goal_cents // 100 or None,
            "starts_on": wish.starts_on,
            "ends_on": wish.ends_on,
        }
    )


def to_decide(said: Asked) -> DecisionForm:
    """Give the form of a decision with what was asked for."""
    words = {"name": said.name, "text": said.text, "goal": said.goal_cents // 100}
    return DecisionForm(initial=words)
