"""The outbox: letters that wait until somebody with keys sends them."""

from django.db import models
from django.db.models import Q

from waystation.giving.models.core import BoxRow, DonorRow

# sending: begun, and nothing was heard since; it may have gone.
LETTER_STATES = (
    "waiting", "sending", "sent", "refused", "held back", "dropped", "came back",
)  # fmt: skip


class LetterRow(BoxRow):
    """A letter: to whom and in which words lies in the box, how far it came stands beside it."""

    donor = models.ForeignKey(DonorRow, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=9, default="waiting")
    asked_on = models.DateField()
    sent_on = models.DateField(null=True)
    tries = models.PositiveIntegerField(default=0)
    # Why it did not go: a word of a closed list, never what a server answered.
    fault = models.CharField(max_length=20, default="")
    # Of what must be told once: the same mark again makes no second letter.
    mark = models.BinaryField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="letter_state", condition=Q(state__in=LETTER_STATES)),
        ]
