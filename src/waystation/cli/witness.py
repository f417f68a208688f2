"""Copies the ends of the audit chain to a witness outside the database: a file, or people's mail.

A line is written for every signed end, and at most once an hour one without a signature for the
entries since, so that a tail cut off shows before the next end is signed.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli.carriers import house

if TYPE_CHECKING:
    from waystation.vault.chain import Seen

UNSIGNED_EVERY_S = 3_600
# The day of the last signed end that was mailed.
MAILED = "witness-mailed"


def keep(now: datetime) -> int:
    """Bring file and mail up to date; gives how many lines were written or sent."""
    n = keep_in_file(Path(settings.WITNESS_FILE), now) if settings.WITNESS_FILE else 0
    return n + (send(now) if settings.WITNESS_MAIL else 0)


def keep_in_file(path: Path, now: datetime) -> int:
    """Append what the witness has not seen yet; nothing that stands there is ever changed."""
    from waystation.vault import chain, heads

    try:
        text = path.read_text("utf-8") if path.exists() else ""
        _key, seen = chain.read_witness(text)
        kept = {one.day for one in seen if one.signature}
        new = [one for one in _ends(now) if one.day not in kept]
        if not seen or now.timestamp() - path.stat().st_mtime >= UNSIGNED_EVERY_S:
            new += _unsigned([*seen, *new])
        if not new:
            return 0
        lines = [] if text else [chain.key_line(heads.key_on_file())]
        lines += map(chain.witness_line, new)
        with path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
    except Refused as refused:
        return _failed(refused.says)
    except (OSError, UnicodeDecodeError) as error:
        return _failed(f"its file cannot be read or written ({type(error).__name__})")
    return len(new)


def _unsigned(seen: "list[Seen]") -> "list[Seen]":
    """Give the chain's end as it is now, unless the last line says the same."""
    from waystation.vault import chain, heads

    seq, digest = heads.tip()
    if seq == 0 or any((one.seq, one.digest) == (seq, digest) for one in seen[-1:]):
        return []
    return [chain.Seen(heads.day_of(seq), seq, digest, b"")]


def _ends(now: datetime) -> "list[Seen]":
    """List the signed ends worth keeping.

    One of a day to come, of a clock that ran ahead or by somebody's hand, would hide those of the
    days before it from a mail; one without a signature would be written again in every round.
    """
    from waystation.vault import heads

    latest = (now + timedelta(days=1)).date().toordinal()
    return [one for one in heads.signed() if one.is_sound and one.signature and one.day <= latest]


def send(now: datetime) -> int:
    """Mail the signed ends nobody was mailed yet; each once its mail was taken."""
    from waystation.vault import chain, heads

    noted = Path(settings.HOME) / MAILED
    last_day = int(noted.read_text()) if noted.exists() else 0
    new = [one for one in _ends(now) if one.day > last_day]
    if not new:
        return 0
    lines = [chain.key_line(heads.key_on_file()), *map(chain.witness_line, new)]
    to = settings.WITNESS_MAIL.split(",")
    if not house.mail(to, "Witness of the audit chain", "".join(f"{line}\n" for line in lines)):
        return 0
    noted.write_text(str(new[-1].day))
    return len(new)


def _failed(why: str) -> int:
    sys.stderr.write(f"waystation: warning: the witness could not be kept: {why}\n")
    return 0
