"""Where batches are played: in this process, in others of this machine, or on a Dask cluster.

What leaves this process are arrays of numbers, never a name and never a key.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from typing import Any, NamedTuple

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.dispatch.rehearsing.domain import POINTS, POINTS_MAX, Task
from waystation.kernel.rehearse import work
from waystation.kernel.rehearse.batch import Batch, batch
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import Script
from waystation.kernel.rehearse.weakest import Point, points

PROCESSES = 2
REACH_S = 10
TLS = "tls://"
Came = tuple[int, Batch | list[Point]]
Engine = Callable[[Script, Sequence[Task]], Iterator[Came]]


class Cluster(NamedTuple):
    """A Dask scheduler by its address, and the files that prove who we are and who it is."""

    address: str
    ca: str
    cert: str
    key: str


def here(script: Script, tasks: Sequence[Task]) -> Iterator[Came]:
    """Play batch after batch in this process."""
    planner = Planner(script.field)
    for task in tasks:
        if task.number == POINTS:
            yield task.number, list(points(script, POINTS_MAX))
        else:
            yield task.number, batch(script, task.replicates, planner)


def processes(n: int = PROCESSES) -> Engine:
    """Play in so many processes of this machine, which end with this one."""

    def engine(script: Script, tasks: Sequence[Task]) -> Iterator[Came]:
        pool = ProcessPoolExecutor(
            min(n, os.cpu_count() or 1, len(tasks)),
            mp_context=get_context("spawn"),
            initializer=work.set_up,
            initargs=(script,),
        )
        try:
            under_way: dict[Future[Batch | list[Point]], int] = {}
            for task in tasks:
                if task.number == POINTS:
                    under_way[pool.submit(work.weigh_kept, POINTS_MAX)] = task.number
                else:
                    under_way[pool.submit(work.play_kept, task.replicates)] = task.number
            for done in as_completed(under_way):
                yield under_way[done], done.result()
        finally:
            # What is being played ends by itself; nothing new is begun.
            pool.shutdown(wait=False, cancel_futures=True)

    return engine


def cluster(where: Cluster) -> Engine:
    """Play on a Dask cluster, whose scheduler and workers prove who they are, and we as well.

    Raises:
      Refused: the address is not one of TLS, or a file is not named.
    """
    if not where.address.startswith(TLS) or not all(where):
        raise Refused(
            _("The cluster is not set up."),
            hint=_(
                "WAYSTATION_CLUSTER_ADDRESS has to begin with tls://, and the files of its "
                "authority, our certificate and our key have to be named."
            ),
        )

    def engine(script: Script, tasks: Sequence[Task]) -> Iterator[Came]:
        # Here, and not above: who does without a cluster does without its library.
        distributed: Any = import_module("distributed")

        proof = distributed.Security(
            tls_ca_file=where.ca,
            tls_client_cert=where.cert,
            tls_client_key=where.key,
            require_encryption=True,
        )
        with distributed.Client(
            where.address, security=proof, timeout=REACH_S, set_as_default=False
        ) as client:
            there = client.scatter(script, broadcast=True, hash=False)
            sent = []
            for task in tasks:
                if task.number == POINTS:
                    sent.append(client.submit(work.weigh_given, there, POINTS_MAX, pure=False))
                else:
                    sent.append(client.submit(work.play_given, there, task.replicates, pure=False))
            number = {one.key: task.number for one, task in zip(sent, tasks, strict=True)}
            for done in distributed.as_completed(sent, loop=client.loop):
                yield number[done.key], done.result()

    return engine
