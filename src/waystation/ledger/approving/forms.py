"""The shape of a decision about what waits."""

from django import forms

from waystation.ledger.approving import domain


class DecisionForm(forms.Form):
    """What somebody decides: approve, refuse with a reason, or take back."""

    act = forms.ChoiceField(choices=[(x, x) for x in ("approve", "refuse", "withdraw")])
    why = forms.CharField(max_length=domain.WHY_MAX, required=False)
