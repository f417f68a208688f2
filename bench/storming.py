"""The processes of `bench.storm`, each started with a home of its own in its environment.

`fill` sets watches, `work` is the worker as it is, save that its machine's clock can be moved and
tiers follow one another in seconds; `phones` shows tokens. A control is a worker with one mistake.
"""

import argparse
import json
import os
import random
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

GAPS_S = (0, 4, 8, 12, 0)
SEED = b"storm"
# Due times fall into buckets, as they do in earnest, where these are of a quarter of an hour.
BUCKET_S = 15
DUTY, BEYOND = UUID(int=1), UUID(int=2)
CONTROLS = ("pages first", "no lock", "doubles")


def main() -> None:
    """Be one of the processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["fill", "work", "phones"])
    parser.add_argument("--n", type=int, default=0)
    parser.add_argument("--window", type=float, default=60)
    parser.add_argument("--lead", type=float, default=30)
    parser.add_argument("--control", choices=CONTROLS)
    args = parser.parse_args()
    import django

    django.setup()
    if args.what == "fill":
        fill(args.n, window_s=args.window, lead_s=args.lead)
    elif args.what == "phones":
        phones()
    else:
        work(args.control)


def home() -> Path:
    """Give the folder that everything lies in."""
    return Path(os.environ["WAYSTATION_HOME"])


def fill(n: int, *, window_s: float, lead_s: float) -> None:
    """Set n watches, most of them due within the window, and note which is what."""
    from django.core.management import call_command

    from waystation.base import tokens, watches
    from waystation.base.models import Watch
    from waystation.base.tokens import Pair

    call_command("migrate", verbosity=0)
    chance, begin = random.Random(1855), datetime.now(UTC) + timedelta(seconds=lead_s)  # noqa: S311
    rows, notes = [], []
    for nth in range(n):
        kind = chance.choices(["due", "phone", "far"], [17, 2, 1])[0]
        after_s = 18_000 if kind == "far" else BUCKET_S * chance.randrange(int(window_s / BUCKET_S))
        due_at = begin + timedelta(seconds=after_s)
        row = Watch(cell=DUTY, due_at=due_at, next_at=due_at, calls=watches.CALLS_ALL)
        row.alarm = secrets.token_bytes(watches.BOX_BYTES)
        row.tiers = BEYOND.bytes + secrets.token_bytes(watches.BOX_BYTES)
        row.replies = secrets.token_bytes(watches.REPLIES_BYTES)
        row.codes = tokens.codes(row.id, swapped=False, answer=Pair(token(nth), bytes(16)))
        rows.append(row)
        shown_s = after_s + chance.uniform(-20, 20)
        notes.append({"id": row.id.hex, "kind": kind, "due_s": after_s, "shown_s": shown_s})
    Watch.objects.bulk_create(rows, batch_size=200)
    told = {"begin": begin.timestamp(), "watches": notes}
    (home() / "storm.json").write_text(json.dumps(told))


def token(nth: int) -> bytes:
    """Give what answers the nth watch."""
    from waystation.base import tokens

    return tokens.chain(SEED + nth.to_bytes(4, "big"), 1)[0]


def phones() -> None:
    """Show the tokens of those that have a phone, each about when it is due."""
    from django.db import DatabaseError

    from waystation.base import watches

    told = json.loads((home() / "storm.json").read_text())
    mine = [(one["shown_s"], nth) for nth, one in enumerate(told["watches"])]
    for shown_s, nth in sorted(mine):
        if told["watches"][nth]["kind"] != "phone":
            continue
        time.sleep(max(0.0, told["begin"] + shown_s - time.time()))
        while True:
            try:
                watches.show(token(nth), datetime.now(UTC))
                break
            except DatabaseError:
                continue


def work(control: str | None) -> None:
    """Be the worker, by a clock that is as wrong as the file `offset` says, in seconds."""
    from waystation.base import clock, watches
    from waystation.cli import work as worker

    true = clock.real_now

    def moved() -> datetime:
        path = home() / "offset"
        return true() + timedelta(seconds=float(path.read_text()) if path.exists() else 0.0)

    clock.real_now = moved
    watches.GAPS = tuple(timedelta(seconds=gap) for gap in GAPS_S)
    if control:
        watches._ring_some = wrong(control)
    ring_due = watches.ring_due

    def begun(*args: datetime, **kwargs: datetime) -> int:
        (home() / f"begun-{os.getpid()}").touch()
        return ring_due(*args, **kwargs)

    watches.ring_due = begun
    worker.work(every_s=1)


def wrong(control: str) -> Callable[..., list]:
    """Give a worker's step with one mistake, of the kinds that such workers are written with."""
    from waystation.base.models import Page, Watch

    def ring_some(now: datetime, steady: datetime) -> list[Page]:
        """Take what is due without a lock; write the page before or after it is claimed."""
        due = Watch.objects.filter(next_at__lte=now, state__in=["armed", "ringing"])
        pages = []
        for watch in due.order_by("next_at")[:20]:
            page = Page(watch=watch.pk, step=watch.step + 1, cell=watch.cell, body=watch.alarm)
            after = steady + timedelta(seconds=GAPS_S[min(watch.step + 1, 4)])
            claim = {"step": watch.step + 1, "state": "ringing", "next_at": after}
            claim["next_at"] = None if watch.step >= 4 else after
            if control == "pages first":
                page.save()
                time.sleep(0.05)
                Watch.objects.filter(pk=watch.pk).update(**claim)
            elif control == "no lock":
                time.sleep(0.02)
                Watch.objects.filter(pk=watch.pk).update(**claim)
                page.save()
            else:
                Watch.objects.filter(pk=watch.pk).update(**claim)
                page.save()
                Page(watch=page.watch, step=page.step, cell=page.cell, body=page.body).save()
            pages.append(page)
        return pages

    return ring_some


if __name__ == "__main__":
    main()
