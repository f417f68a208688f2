"""The shape of what is sent to prepare a drill."""

from datetime import datetime
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.moments import read_moment
from waystation.ledger.domain import cents_of

CALLED_MAX = 60


class Asked(NamedTuple):
    """What is taken for lost, since when, whether it is an exercise, and money for the family.

    `called` is what a colleague whose account is lost is called, if the writer says so.
    """

    what: str
    key: str
    since: datetime
    exercise: bool
    family_cents: int
    called: str

    @classmethod
    def of(cls, post: QueryDict, now: datetime) -> "Asked":
        """Read the form; without a moment it was lost now.

        Raises:
          Refused: the moment or the sum cannot be read.
        """
        what, _colon, key = post.get("lost", "").partition(":")
        written, sum_ = post.get("since", "").strip(), post.get("family", "").strip()
        since = read_moment(written) if written else now
        if since is None:
            raise Refused(
                _("“%(text)s” is no day and time.") % {"text": written[:20]},
                hint=_("Choose the day and the time, in UTC."),
            )
        try:
            cents = cents_of(sum_) if sum_ and sum_ != "0" else 0
        except ValueError:
            raise Refused(
                _("“%(text)s” is no sum of money.") % {"text": sum_[:20]},
                hint=_("Write dollars, such as 50 or 12.50; leave it empty for none."),
            ) from None
        kind, called = post.get("kind", "exercise"), post.get("called", "").strip()
        return cls(what, key, since, kind != "real", cents, called[:CALLED_MAX])
