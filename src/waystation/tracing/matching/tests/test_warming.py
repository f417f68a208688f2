"""Nobody who opens the tracing desk waits for code to be compiled."""

import subprocess
import sys

# In a process of its own: what other tests compile would count here as well.
ASKED = """
from datetime import date
import random

from waystation.kernel import lattice, linking
from waystation.testing import koreans
from waystation.tracing.matching.linker import Linker
from waystation.tracing.matching.warming import warm_linking

loops = [one for part in (lattice, linking) for one in vars(part).values()
         if hasattr(one, "signatures")]

def n_compiled():
    return sum(len(one.signatures) for one in loops)

before = n_compiled()
if sys.argv[1] == "warm":
    warm_linking()
warm = n_compiled()
dice = random.Random(7)
with koreans.drawn_with(8) as others:
    drawn = koreans.population(6, seed=9)
    people = [koreans.told(one, koreans.REGISTER, dice, others).profile for one in drawn]
linker = Linker(people[:4], today=date(2000, 1, 1), ties=["child", None, None, "sibling"])
linker.learn(people[3:])
linker.find(people[0], sought_as="parent")
linker.weigh(people[5], 1)
linker.compared(linker.laid, *linker.sharing(linker.read(people)))
print(before, warm, n_compiled())
"""


def counted(how: str) -> list[int]:
    words = [sys.executable, "-c", "import sys\n" + ASKED, how]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return [int(one) for one in said.split()]


def test_after_warming_a_look_compiles_nothing_more():
    before, warm, after = counted("warm")

    assert before < warm
    assert after == warm


def test_without_warming_the_first_look_compiles():
    before, _warm, after = counted("cold")

    assert before < after
