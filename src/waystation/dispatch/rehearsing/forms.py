"""The shape of what is asked of a rehearsal, in hundredths, days and hours."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.dispatch.rehearsing.domain import LEAST, MOST, Asked

UNDER_WAY = "under-way"
HOW_MANY = (LEAST, 500, 1_000, MOST)
HERE, CLUSTER = "here", "cluster"


def _of_a_hundred(label: Any, most: int = 90, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, **more)


class RehearsalForm(KeptForm):
    """What is rehearsed, how often, and what may go wrong."""

    plan = forms.ChoiceField(label=_("What to rehearse"))
    replicates = forms.TypedChoiceField(
        label=_("How many times"),
        help_text=_("Below 200 a difference proves nothing. A thousand take a few minutes."),
        coerce=int,
        choices=[(n, f"{n:,}") for n in HOW_MANY],
        initial=LEAST,
    )
    where = forms.ChoiceField(label=_("Where"), choices=[(HERE, _("on this machine"))])
    guides = _of_a_hundred(_("Of a hundred guides, lost in a month"), initial=3)
    houses = _of_a_hundred(_("Of a hundred houses, lost in a month"), initial=2)
    raided = _of_a_hundred(
        _("Of a hundred people in a house that is lost, caught"), most=100, initial=50
    )
    phones = _of_a_hundred(
        _("Of a hundred phones, lost in a month"),
        initial=10,
        help_text=_("Whoever is led by a guide without a phone learns nothing new."),
    )
    phone_days = forms.IntegerField(
        label=_("Days until a guide has another phone"), min_value=0, max_value=60, initial=5
    )
    delays = _of_a_hundred(_("Of a hundred stages, late"), initial=10)
    delay_h = forms.IntegerField(
        label=_("Hours late, on average"), min_value=1, max_value=72, initial=3
    )
    storms = forms.IntegerField(
        label=_("Days a month on which weather closes footpaths and water"),
        min_value=0,
        max_value=25,
        initial=1,
    )
    known_after_h = forms.IntegerField(
        label=_("Hours until a loss is known here"), min_value=0, max_value=240, initial=6
    )
    watches = forms.IntegerField(
        label=_("Legs an adversary watches at a time"),
        help_text=_("They learn from the passages they notice. 0: nobody watches."),
        min_value=0,
        max_value=50,
        initial=0,
    )
    catches = _of_a_hundred(
        _("Of a hundred passages of a watched leg, caught"), most=100, initial=10
    )

    def __init__(
        self,
        *args: Any,
        plans: Iterable[tuple[UUID, str]] = (),
        has_cluster: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(UNDER_WAY, _("The passages under way and proposed"))]
        self.fields["plan"].choices = [*choices, *((str(one), says) for one, says in plans)]  # type: ignore[attr-defined]
        if has_cluster:
            both = [(HERE, _("on this machine")), (CLUSTER, _("on the cluster"))]
            self.fields["where"].choices = both  # type: ignore[attr-defined]

    def value(self) -> Asked:
        """Give what was asked."""
        said = self.cleaned_data
        return Asked(
            joint=None if said["plan"] == UNDER_WAY else UUID(said["plan"]),
            replicates=said["replicates"],
            guide_month_p=said["guides"] / 100,
            house_month_p=said["houses"] / 100,
            phone_month_p=said["phones"] / 100,
            phone_days=said["phone_days"],
            delay_p=said["delays"] / 100,
            delay_h=said["delay_h"],
            storm_days_month=said["storms"],
            raided_p=said["raided"] / 100,
            known_after_h=said["known_after_h"],
            watches=said["watches"],
            catches=said["catches"] / 100,
            on_cluster=said["where"] == CLUSTER,
        )
