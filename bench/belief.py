"""How often stated intervals of risk hold the true danger: `python -m bench.belief`.

Prints the table of docs/RISK.md: the share in a hundred, 4,000 seeded worlds a figure.
"""

import sys

import numpy as np

from waystation.hazards.tests.test_belief import covered, worlds

WORLDS = 4_000
DANGERS, A_MONTH = (0.005, 0.02, 0.1), (1, 4, 15)
CHANGES = {"never": 0, "once a year": 365, "twice a year": 180, "four times a year": 90}


def main() -> int:
    """Print one line for each pace of change."""
    for name, change_days in CHANGES.items():
        rng = np.random.default_rng(5 + change_days)
        shares = [
            [100 * covered(*worlds(rng, WORLDS, danger, n, change_days)) for n in A_MONTH]
            for danger in DANGERS
        ]
        told = " | ".join(" / ".join(f"{share:.0f}" for share in row) for row in shares)
        sys.stdout.write(f"| {name} | {told} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
