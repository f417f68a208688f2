"""What is typed before a payment provider is asked to give back or to rest."""

from django import forms
from django.utils.translation import gettext_lazy

from waystation.base.keptform import KeptForm
from waystation.giving.gifts.forms import DAY, Money, OnceForm


class RefundForm(OnceForm):
    """How much of a gift the provider gives back."""

    amount = Money(label=gettext_lazy("Amount in dollars"))


class PauseForm(KeptForm):
    """Until when a gift rests."""

    until = forms.DateField(
        label=gettext_lazy("Rests until"),
        help_text=gettext_lazy("Leave it empty to let it rest until somebody resumes it."),
        widget=DAY,
        required=False,
    )
