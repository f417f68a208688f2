"""From a kind of letter and its values to a mail: plain text, simple HTML, nothing that tracks."""

from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.giving.letters import links
from waystation.giving.letters.domain import Attached, Value, Written
from waystation.giving.letters.texts import TEXTS
from waystation.giving.letters.texts.text import Text

# From whom letters come where no sender is named: only in a demo, whose letters stay in files.
OF_A_DEMO = "waystation@example.org"


def text_of(kind: str) -> Text:
    """Give the words of a kind of letter.

    Raises:
      ValueError: no area has such a kind.
    """
    if kind not in TEXTS:
        raise ValueError(f"no letter is called {kind!r}; the tables are in letters/texts")
    return TEXTS[kind]


def check(kind: str, values: Mapping[str, Value]) -> None:
    """Make sure that a letter can be written when its time comes.

    Raises:
      ValueError: no such kind, or a value is missing.
    """
    text = text_of(kind)
    text.filled(values)
    if text.button and text.link != "own" and text.link not in values:
        raise ValueError(f"the letter {kind!r} lacks its link {text.link!r}")


def write(
    kind: str, values: Mapping[str, Value], *, language: str, name: str = "", no_more: str = ""
) -> Written:
    """Write a letter in one language.

    Args:
      no_more: the address at which its reader wants no more of them; empty if there is none.
    """
    text = text_of(kind)
    with translation.override(language):
        subject, lines = text.filled(values)
        greeting = _("Dear %(name)s,") % {"name": name} if name else _("Good day,")
        url = _url(text, values, language) if text.button else ""
        page = {
            "language": language, "subject": subject, "greeting": greeting, "lines": lines,
            "url": url, "button": text.button, "no_more": no_more,
        }  # fmt: skip
        plain = [greeting, *lines]
        if url:
            plain.append(f"{text.button}:\n{url}")
        plain.append("Waystation")
        if no_more:
            plain.append(f"{_('No more letters of this kind')}:\n{no_more}")
        html = render_to_string("giving/letters/letter.html", page)
    return Written(subject, "\n\n".join(plain) + "\n", html)


def mail(
    written: Written,
    *,
    to: str,
    letter_id: UUID,
    no_more: str = "",
    attached: Sequence[Attached] = (),
) -> EmailMessage:
    """Put a letter into the form in which it travels.

    The same letter has the same mark each time, so that a mail server that got it twice knows.

    Raises:
      ValueError: what stands as an address is none that can travel.
    """
    message = EmailMessage(policy=SMTP)
    sender = settings.MAIL_FROM or OF_A_DEMO
    message["From"], message["To"] = sender, on_the_wire(to)
    message["Subject"] = written.subject
    message["Date"] = format_datetime(clock.real_now())
    message["Message-ID"] = f"<{letter_id}@{sender.rpartition('@')[2].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    if no_more:
        message["List-Unsubscribe"] = f"<{no_more}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    for paper in attached:
        message.add_attachment(
            paper.content, maintype="application", subtype="pdf", filename=paper.name
        )
    return message


def on_the_wire(address: str) -> str:
    """Write an address as mail servers take it: a host in other letters in its plain form.

    Raises:
      ValueError: it is no address, or its name in front cannot be written plainly.
    """
    local, at, host = address.strip().rpartition("@")
    if not at or not local or any(letter.isspace() for letter in address.strip()):
        raise ValueError("no address of mail")
    return f"{local.encode('ascii').decode()}@{host.encode('idna').decode()}"


def _url(text: Text, values: Mapping[str, Value], language: str) -> str:
    return links.own_page(language) if text.link == "own" else str(values[text.link])
