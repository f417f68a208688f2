"""One process, two processes and a cluster come to the same figures, and nobody listens in."""

import numpy as np
import pytest

from waystation.base.errors import Refused
from waystation.dispatch.rehearsing import engines
from waystation.dispatch.rehearsing.domain import POINTS, Task
from waystation.dispatch.rehearsing.engines import Cluster
from waystation.kernel.rehearse.tests.test_batch import stormy

TASKS = [Task(POINTS, range(0)), Task(1, range(4)), Task(2, range(4, 9))]


def played(engine):
    """Give what an engine comes to, by the number of the batch."""
    return dict(sorted(engine(stormy(), TASKS)))


def same(one, other) -> bool:
    return one.keys() == other.keys() and all(
        a == b if number == POINTS else all(map(np.array_equal, a, b))
        for (number, a), b in zip(one.items(), other.values(), strict=True)
    )


def test_batches_come_with_their_numbers():
    found = played(engines.here)

    assert list(found) == [0, 1, 2]
    assert [found[nth].safe.shape for nth in (1, 2)] == [(3, 4), (3, 5)]
    assert found[POINTS]  # The guides and houses of the little net.


@pytest.mark.long
def test_one_process_and_two_come_to_the_same():
    here = played(engines.here)

    assert same(here, played(engines.processes(1)))
    assert same(here, played(engines.processes(2)))


@pytest.mark.long
def test_whoever_stops_listening_stops_the_work():
    under_way = engines.processes(2)(stormy(), TASKS)
    next(under_way)

    under_way.close()

    with pytest.raises(StopIteration):
        next(under_way)


@pytest.mark.parametrize("missing", range(4))
def test_a_cluster_without_proof_of_who_it_is_is_refused(missing):
    where = ["tls://cluster:8786", "ca.pem", "cert.pem", "key.pem"]
    where[missing] = "" if missing else "tcp://cluster:8786"

    with pytest.raises(Refused) as refused:
        engines.cluster(Cluster(*where))

    assert "tls://" in refused.value.hint


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """Two workers and a scheduler on this machine who speak to nobody without our certificate."""
    distributed = pytest.importorskip("distributed")
    proof = distributed.Security.temporary()
    home = tmp_path_factory.mktemp("proof")
    files = {
        "ca": proof.tls_ca_file, "cert": proof.tls_client_cert, "key": proof.tls_client_key
    }  # fmt: skip
    for name, words in files.items():
        (home / name).write_text(words)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, security=proof, protocol="tls://",
        dashboard_address="127.0.0.1:0", host="127.0.0.1",
    ) as local:  # fmt: skip
        yield Cluster(local.scheduler_address, *(str(home / name) for name in files))


@pytest.mark.long
def test_a_cluster_of_two_workers_comes_to_the_same(tls):
    assert tls.address.startswith("tls://")
    assert same(played(engines.here), played(engines.cluster(tls)))


@pytest.mark.long
def test_nobody_plays_for_a_cluster_that_another_authority_vouches_for(tls, tmp_path):
    distributed = pytest.importorskip("distributed")
    (tmp_path / "ca").write_text(distributed.Security.temporary().tls_ca_file)

    with pytest.raises(OSError, match=r"connect|certificate|Timed out"):
        played(engines.cluster(tls._replace(ca=str(tmp_path / "ca"))))
