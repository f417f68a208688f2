"""One kind of letter: its words in our two languages, and what has to be allowed for it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from django.utils.functional import Promise


class Text(NamedTuple):
    """A kind of letter.

    No word of it says how much was given or to what: a mailbox is no safe, and the donor's own
    page says it all.

    Attributes:
      subject, lines: with %(name)s where a value stands.
      button: what the link is called; empty for a letter without one.
      link: own, to the donor's own page; else the value of that name.
      needs: what the donor must allow; empty for what they have to be told in any case.
    """

    subject: Promise | str
    lines: tuple[Promise | str, ...]
    button: Promise | str = ""
    link: str = "own"
    needs: Literal["", "letters", "news"] = ""

    def filled(self, values: Mapping[str, str | int]) -> tuple[str, list[str]]:
        """Put the values in: the subject, and the lines.

        Raises:
          ValueError: a value is missing.
        """
        try:
            lines = [str(line) % values for line in self.lines]
            return " ".join((str(self.subject) % values).split()), [one for one in lines if one]
        except KeyError as missing:
            raise ValueError(f"a letter lacks its value {missing}") from None
