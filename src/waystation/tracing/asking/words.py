"""Finds what a message between two sides must not hold: obvious addresses and numbers. Pure.

It finds the obvious alone. Whoever wants to tell a place finds words for it, so the worker who
writes a message down reads it as well, and both sides were told before why a place is not told.
"""

import re
import unicodedata
from typing import Literal, get_args

Unfit = Literal["telephone", "e-mail", "link", "account", "coordinates", "street"]
UNFIT: tuple[Unfit, ...] = get_args(Unfit)

_DIGIT_WORDS = (
    r"(?:[공영일이삼사오육륙칠팔구零一二三四五六七八九]"
    r"|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
)
_FOUND: dict[Unfit, re.Pattern[str]] = {
    "telephone": re.compile(
        r"(?:\d[\s().·-]*){9,}|(?<!\d)[+0](?:[\s().-]*\d){6,}|\b\d{3}[-. ]\d{4}\b"
        rf"|(?:\b|(?<=\s)|^){_DIGIT_WORDS}(?:[\s,.-]*{_DIGIT_WORDS}){{6,}}"
    ),
    "e-mail": re.compile(r"[\w.+-]+\s*(?:@|\[at\]|\(at\))\s*[\w-]+\s*\.\s*\w{2,}"),
    "link": re.compile(r"https?:|www\.|///|\b[\w-]+\.(?:com|net|org|info|io|me|kr|cn|ru|jp|us)\b"),
    "account": re.compile(
        r"(?<![\w.])@\w{3,}|(?:kakao|wechat|weixin|telegram|whatsapp|카카오톡|카톡|위챗|텔레그램)"
        r"\W{0,3}(?:id|아이디|number|번호)?\W{0,3}[a-z0-9_-]{4,}"
    ),
    "coordinates": re.compile(
        r"-?\d{1,3}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}|\d\s*°|[북남]위\s*\d|[동서]경\s*\d"
        r"|\b[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}\b"
    ),
    "street": re.compile(
        r"\b\d+[a-z]?\s+(?:[a-z.]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|boulevard)\b"
        r"|[가-힣]+(?:로|길)\s?\d+|\d+\s*(?:번지|동\s*\d+\s*호)|\d+\s*号|[路街]\s*\d+"
    ),
}


def unfit(text: str) -> tuple[Unfit, ...]:
    """List what a message seems to hold of addresses, telephone numbers, accounts or coordinates.

    Full-width signs and numbers in words count as numbers.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(kind for kind, pattern in _FOUND.items() if pattern.search(plain))
