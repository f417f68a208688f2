"""The slow twin of the disclosure audit: every count that fits what was published, one by one."""

from itertools import combinations, product

HIDDEN = 9


def fitting(cells, floors, full, people_min, most):
    """List every choice of whole counts up to `most` a unit of freedom that fits all that is known.

    cells, full: lists of sets of atoms; each count is of one atom.
    """
    n = 1 + max(atom for cell in (*cells, *full) for atom in cell)
    for counts in product(range(most + 1), repeat=n):
        of = lambda wanted, counts=counts: sum(counts[atom] for atom in wanted)  # noqa: E731
        if all(f <= of(cell) <= f + HIDDEN for cell, f in zip(cells, floors, strict=True)) and all(
            of(one) >= people_min for one in full
        ):
            yield counts


def bounds(cells, floors, full, wanted, people_min, most):
    """Give the least and the most of a set over all counts that fit; None: none fits."""
    found = [sum(x[a] for a in wanted) for x in fitting(cells, floors, full, people_min, most)]
    return (min(found), max(found)) if found else None


def small(units, limits):
    """List the small sets among all sets of atoms; units: lists of (group, people), one an atom."""
    found = []
    for size in range(1, len(units) + 1):
        for chosen in combinations(range(len(units)), size):
            held = [one for atom in chosen for one in units[atom] if one[1]]
            people, groups = sum(p for _g, p in held), len({g for g, _p in held})
            if people and (people < limits[0] or groups < limits[1]):
                found.append(chosen)
    return found
