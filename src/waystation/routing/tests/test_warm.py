import subprocess
import sys

# In a process of its own: what other tests compile would count here as well.
ASKED = """
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules

import waystation.kernel
from waystation.kernel import bench
from waystation.routing.asking import Known, ask
from waystation.routing.domain import Question
from waystation.testing import history

names = [m.name for m in iter_modules(waystation.kernel.__path__) if m.name != "tests"]
parts = [import_module(f"waystation.kernel.{name}") for name in names]
loops = {id(o): o for part in parts for o in vars(part).values() if hasattr(o, "signatures")}

def missed():
    return {o.__name__ for o in loops.values() if sum(o.stats.cache_misses.values())}

bench.warm()
known_misses = missed()
network = history.network()
known = Known(places=network.places, houses=network.houses, legs=network.legs,
              hazards=history.hazards(), partners=history.partners(), weighs_waiting=True)
question = Question(start="chestertown-md", targets=("philadelphia-pa",), people=11,
                    guide_differs=True, start_at=datetime(1855, 10, 26, 12, tzinfo=UTC))
ask(known, question, fallbacks=True)
ask(known, question, max_labels=100)
print(len(loops), sorted(missed() - known_misses))
"""


def test_nobody_waits_for_compiling_once_the_planner_is_warm():
    said = subprocess.run(
        [sys.executable, "-c", ASKED], check=True, capture_output=True, text=True
    ).stdout

    n_loops, compiled_in_a_question = said.split(" ", 1)
    assert int(n_loops) > 20
    assert compiled_in_a_question.strip() == "[]"
