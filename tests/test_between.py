"""Two instances of the software, two databases, two processes: they search with each other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from waystation.cases.tests.builders import TODAY

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parent.parent
OURS, THEIRS = "Vigilance Committee", "Red Cross of Upper Canada"


class Instance:
    """A process of its own, told what to do by lines."""

    def __init__(self, name: str, home: Path) -> None:
        home.mkdir()
        env = {**os.environ, "WAYSTATION_HOME": str(home)}
        env.pop("WAYSTATION_DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.organisation", name, TODAY.isoformat()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd=ROOT, text=True,
        )  # fmt: skip

    def told(self, do: str, **said) -> dict:
        """Have something done, and give what came of it: done, or refused."""
        self.process.stdin.write(json.dumps({"do": do, **said}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def do(self, do: str, **said):
        """Have something done that must not be refused."""
        came = self.told(do, **said)
        assert "done" in came, came
        return came["done"]


@pytest.fixture
def instances(tmp_path):
    made = [Instance(OURS, tmp_path / "ours"), Instance(THEIRS, tmp_path / "theirs")]
    yield made
    for one in made:
        one.process.stdin.close()
        one.process.wait(timeout=120)


def test_two_instances_compare_their_registers_and_a_dishonest_one_is_refused(instances, tmp_path):
    ours, theirs = instances
    stick = str(tmp_path / "sealed.age")
    partner = ours.do("befriend", card=theirs.do("card"))
    theirs.do("befriend", card=ours.do("card"))
    met = ours.do("seek", name="Han Sŏ-rin", mother="Ok Sunrye", receiver=THEIRS)
    ours.do("seek", name="P'yo In-sŏn", mother="Kil Poksil", receiver=THEIRS)
    theirs.do("shelter", name="한서린", mother="옥순례", receiver=OURS)
    theirs.do("shelter", name="옥두만", mother="표복실", receiver=OURS)

    run = ours.do("offer", partner=partner)
    ours.do("write", run=run, path=stick)
    offer = Path(stick).read_bytes()
    twin = theirs.do("read", path=stick)
    assert "read before" in theirs.told("read", path=stick)["refused"]
    for maker, its, reader, other in (
        (theirs, twin, ours, run), (ours, run, theirs, twin), (theirs, twin, ours, run)
    ):  # fmt: skip
        maker.do("make", run=its)
        maker.do("write", run=its, path=stick)
        assert reader.do("read", path=stick) == other

    counted = ours.do("stands", run=run)
    assert counted["count"] >= 1
    assert counted["hits"] == {}
    assert "Two of us" in ours.told("make", run=run)["refused"]
    for maker, its, reader in ((ours, run, theirs), (theirs, twin, ours)):
        assert maker.told("agree", run=its, who=0) == {"done": None}
        assert "Your hand" in maker.told("agree", run=its, who=0)["refused"]
        maker.do("agree", run=its, who=1)
        maker.do("make", run=its)
        maker.do("write", run=its, path=stick)
        reader.do("read", path=stick)

    listed = ours.do("stands", run=run)
    assert list(listed["hits"]) == [met]
    assert theirs.do("stands", run=twin)["hits"] == {}, "who answers learns nobody"
    # A third offer in thirty days, an altered file, and one long after its day.
    Path(stick).write_bytes(offer[:-1] + bytes((offer[-1] ^ 1,)))
    assert "does not open" in theirs.told("read", path=stick)["refused"]
    later = ours.do("offer", partner=partner)
    assert "2 searches" in ours.told("offer", partner=partner)["refused"]
    ours.do("write", run=later, path=stick)
    assert "out of date" in theirs.told("read", path=stick, days=15)["refused"]

    steps = ["offer", "answer", "count", "counted", "list", "listed"]
    for one in (ours, theirs):
        told = one.do("audit")
        assert [of for kind, of in told if kind == "registers compared"][:6] == steps
        assert [kind for kind, _of in told].count("list agreed") == 2
        assert one.do("examined") == 0
    refused = [kind for kind, _of in theirs.do("audit")].count("file refused")
    assert refused == 3
