"""Letters of a demo that has no mail server: files in its own folder, so that a link can be opened.

Only where the clock stands, which it does in a demo alone, and no mail server is named.
"""

from email.message import EmailMessage
from uuid import UUID

from django.conf import settings

from waystation.base import clock
from waystation.base.files import make_once

# The newest stay; whoever presses again and again fills no disk.
KEPT = 100


def is_on() -> bool:
    """Say whether letters that go at once are put into files here."""
    return not settings.MAIL_SERVER and clock.is_standing()


def put(message: EmailMessage, letter_id: UUID) -> None:
    """Write a letter as mail programs open it into `letters/` of the data directory."""
    folder = settings.HOME / "letters"
    make_once(folder / f"{letter_id}.eml", message.as_bytes())
    # Ids grow with time, so that the names stand in the order in which they were written.
    for old in sorted(folder.glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)
