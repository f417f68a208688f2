"""The queries that say which pairs of records are looked at, and who is who among them. Pure."""

# ruff: noqa: S608

from collections.abc import Collection, Iterable, Sequence

from waystation.tracing.batch.domain import ALL_PAIRS, HASH, PAIRS_A_KEY, Engine, Rule

EVERYBODY = Rule("everybody with everybody", ())


def chosen(rules: Sequence[Rule], *, pairs: int) -> tuple[Rule, ...]:
    """Take the rules, or none where the registers are so short that all pairs can be looked at."""
    return (EVERYBODY,) if pairs <= ALL_PAIRS or not rules else tuple(rules)


def every_pair(sizes: Sequence[int]) -> int:
    """Count the pairs there are: between two registers, or within one."""
    return sizes[0] * sizes[1] if len(sizes) == 2 else sizes[0] * (sizes[0] - 1) // 2


def keys(rules: Sequence[Rule], engine: Engine) -> str:
    """Write the query that gives each record one number a rule; missing parts make it missing."""
    digest = HASH[engine]
    numbers = (
        f"case when {_joined(rule)} is not null then {digest}({_joined(rule)}) end as k{nth}"
        for nth, rule in enumerate(rules)
    )
    return f"select unique_id, side, {', '.join(numbers)} from records"


def _joined(rule: Rule) -> str:
    return " || '|' || ".join(f"({key})" for key in rule.keys)


def crowded(nth: int, *, two: bool) -> str:
    """Write the query for the keys of a rule that too many pairs share to say anything."""
    pairs = "sum(1 - side) * sum(side)" if two else "cast(count(*) as double) * (count(*) - 1) / 2"
    return (
        f"select k{nth} as k from keys where k{nth} is not null "
        f"group by k{nth} having {pairs} > {PAIRS_A_KEY}"
    )


def without_crowds(n_rules: int) -> str:
    """Write the query for the keys without the crowded ones, which stand in tables of their own."""
    kept = (f"case when c{n}.k is null then keys.k{n} end as k{n}" for n in range(n_rules))
    joins = (f"left join crowd{n} c{n} on keys.k{n} = c{n}.k" for n in range(n_rules))
    return f"select keys.unique_id, keys.side, {', '.join(kept)} from keys {' '.join(joins)}"


def blocked(rules: Sequence[Rule], nth: int, *, two: bool) -> str:
    """Write the query for the pairs one rule brings that none before it brought.

    The first of a pair is of the first register; within one register it has the smaller number.
    """
    apart = "l.side = 0 and r.side = 1" if two else "l.unique_id < r.unique_id"
    same, source = f"l.k{nth} = r.k{nth}", "sharp_keys"
    if rules[nth] == EVERYBODY:
        same, source = "true", "records"
    before = "".join(f" and not coalesce(l.k{n} = r.k{n}, false)" for n in range(nth))
    return (
        f"select '{nth}' as match_key, l.unique_id as join_key_l, r.unique_id as join_key_r "
        f"from {source} l join {source} r on {same} and {apart}{before}"
    )


def learning(columns: Collection[str], *, two: bool) -> str:
    """Write the rule for pairs that agree on some columns, between registers where there are two.

    It stands in Splink's own words, so that it knows what these pairs cannot teach it.
    """
    parts = [f"l.{column} = r.{column}" for column in columns]
    return " and ".join([*parts, "l.side <> r.side"] if two else parts)


def sample(columns: Collection[str], engine: Engine, share: float) -> str:
    """Write the query for an even sample of the records, the same one each time."""
    drawn = f"abs({HASH[engine]}(unique_id) % 10000) < {round(share * 10_000)}"
    return f"select {', '.join(columns)} from records where {drawn}"


def counted(columns: Collection[str], *, two: bool) -> str:
    """Write the query that counts the pairs equal in all these columns."""
    listed = ", ".join(columns)
    there = " and ".join(f"{column} is not null" for column in columns)
    pairs = "sum(1 - side) * sum(side)" if two else "count(*) * (count(*) - 1) / 2"
    return (
        f"select coalesce(sum(n), 0) from (select cast({pairs} as double) as n from records "
        f"where {there} group by {listed}) as groups"
    )


def named(threshold_bits: float) -> str:
    """Write the query that gives the pairs found under the ids their files gave them."""
    return (
        "select a.original as id_a, b.original as id_b, round(p.weight, 3) as weight "
        "from found p join records a on a.unique_id = p.l join records b on b.unique_id = p.r "
        f"where p.weight >= {threshold_bits!r} order by id_a, id_b"
    )


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give every record the group it belongs to, named by one of it: who hangs together by pairs.

    >>> grouped([("a", "b"), ("b", "c"), ("x", "y")])
    {'a': 'a', 'b': 'a', 'c': 'a', 'x': 'x', 'y': 'x'}
    """
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for left, right in pairs:
        first, second = sorted((top(left), top(right)))
        above[second] = first
    return {one: top(one) for one in sorted(above)}
