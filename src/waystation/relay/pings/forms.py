"""What is typed when somebody says how they, or a phone, are to be called."""

from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.base import pings
from waystation.base.errors import Refused
from waystation.base.pings import Way
from waystation.relay.pings import domain
from waystation.relay.pings.domain import Hours, Mine


class Typed(NamedTuple):
    """A way with what its owner notes beside it."""

    way: Way
    mine: Mine
    hours: Hours | None


def read_way(post: QueryDict) -> Way:
    """Read kind, server and token.

    Raises:
      Refused: something is missing, or would name a person.
    """
    return pings.make(
        post.get("kind", ""), server=post.get("server", ""), token=post.get("token", "")
    )


def read_own(post: QueryDict) -> Typed:
    """Read one's own way, with its name and its quiet hours.

    Raises:
      Refused: as `read_way`, or the hours are none.
    """
    name = post.get("name", "").strip()[: domain.NAME_MAX]
    offset = read_offset(post.get("offset", "0"))
    is_browser = post.get("kind") == pings.PUSH
    way = pings.make_push(post.get("subscription", "")) if is_browser else read_way(post)
    return Typed(way, Mine(name, offset), _hours(post, offset))


def read_offset(text: str) -> int:
    """Read by how many minutes a clock differs from universal time.

    Raises:
      Refused: no clock differs by so much.
    """
    offset = int(text) if text.removeprefix("-").isdecimal() and len(text) < 6 else None
    if offset not in domain.OFFSETS_MIN:
        raise Refused(_("No clock differs by so much."), hint=_("Choose from the list."))
    return offset


def read_id(text: str) -> UUID | None:
    """Read the id of a row; None: it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _hours(post: QueryDict, offset: int) -> Hours | None:
    typed = post.get("from", "").strip(), post.get("to", "").strip()
    if typed == ("", ""):
        return None
    first, last = map(domain.minute_of, typed)
    if first is None or last is None or first == last:
        raise Refused(
            _("Quiet hours have a beginning and another end, such as 22:00 and 07:00."),
            hint=_("Leave both empty to be called at any hour."),
        )
    return Hours(domain.to_utc(first, offset), domain.to_utc(last, offset))
