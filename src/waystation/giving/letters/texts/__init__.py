"""Every kind of letter in words: a table for each area that sends some."""

from waystation.giving.letters.texts import asks, gifts, pages
from waystation.giving.letters.texts.text import Text

TEXTS: dict[str, Text] = gifts.TEXTS | asks.TEXTS | pages.TEXTS
