"""The register of sources: what their outcomes let one expect, and who can confirm whom."""

from uuid import UUID

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases.contact import queries, services, sources
from waystation.cases.contact.sources import Source
from waystation.cases.models import SourceRow
from waystation.cases.services import hear_tip
from waystation.cases.tests.builders import NOW, TODAY, a_tip

ONE, OTHER, FIRST, SECOND, THIRD = (UUID(int=number) for number in range(1, 6))


def a_source(alias="Heron", **said) -> Source:
    return Source(alias=alias, since=TODAY, **said)


def put(keyring, alias="Heron", **said):
    return services.add_source(source=a_source(alias, **said), keyring=keyring, now=NOW)


def hear(keyring, source_id=None, **said):
    tip_id = hear_tip(tip=a_tip(**said), keyring=keyring, now=NOW)
    if source_id:
        services.name_source(tip_id=tip_id, source_id=source_id, keyring=keyring, now=NOW)
    return tip_id


def turned_out(tip_id, keyring, outcome):
    services.note_outcome(
        tip_id=tip_id, outcome=outcome, reason="they arrived", keyring=keyring, now=NOW
    )


def link(tip_id, other_id, keyring):
    services.link_tips(tip_id=tip_id, other_id=other_id, alike=True, keyring=keyring, now=NOW)


def confirm(tip_id, keyring):
    services.grade_tip(
        tip_id=tip_id,
        source_grade="B",
        word_grade=1,
        reason="both say so",
        keyring=keyring,
        now=NOW,
    )


# Beta(1 + t, 1 + f). With f = 0 its quantile is p^(1/(1+t)): 0.05^(1/6) = 0.607 for five true.
@pytest.mark.parametrize(("n_true", "n_false", "mean_p", "low_p", "high_p"), [
    (0, 0, 1 / 2, 0.05, 0.95),
    (5, 0, 6 / 7, 0.6070, 0.9915),
    (0, 5, 1 / 7, 0.0085, 0.3930),
    # The median rule of Beta(2, 2): 3x^2 - 2x^3 = 0.05 at x = 0.1354.
    (1, 1, 1 / 2, 0.1354, 0.8646),
])  # fmt: skip
def test_the_share_of_true_tips_has_the_interval_of_its_counts(
    n_true, n_false, mean_p, low_p, high_p
):
    share = sources.true_share(a_source(n_true=n_true, n_false=n_false, n_partly=3, n_unknown=9))

    assert share.mean_p == pytest.approx(mean_p)
    assert (share.low_p, share.high_p) == pytest.approx((low_p, high_p), abs=5e-5)


@given(n_true=st.integers(0, 60), n_false=st.integers(0, 60))
def test_one_more_true_tip_never_makes_a_source_look_worse(n_true, n_false):
    before = sources.true_share(a_source(n_true=n_true, n_false=n_false))
    after = sources.true_share(a_source(n_true=n_true + 1, n_false=n_false))

    assert 0 < before.low_p < before.mean_p < before.high_p < 1
    assert after.low_p > before.low_p
    assert after.high_p > before.high_p


@pytest.mark.parametrize(("counts", "letter"), [
    ({"n_true": 4}, None),
    ({"n_true": 4, "n_unknown": 9}, None),
    # (1 + 5) / (2 + 5) = 0.857; from 0.9 on it is an A: (1 + 8) / (2 + 8).
    ({"n_true": 5}, "B"),
    ({"n_true": 8}, "A"),
    # (1 + 3 + 1) / (2 + 6) = 0.625
    ({"n_true": 3, "n_partly": 2, "n_false": 1}, "C"),
    ({"n_partly": 5}, "C"),
    # (1 + 1) / (2 + 4 + 1) = 0.286; (1 + 0) / 7 = 0.143
    ({"n_true": 1, "n_false": 4}, "D"),
    ({"n_false": 5}, "E"),
])  # fmt: skip
def test_a_letter_is_suggested_from_five_outcomes_on(counts, letter):
    assert sources.suggested(a_source(**counts)) == letter


CHAIN = {
    ONE: a_source("one", introduced_by=FIRST),
    OTHER: a_source("other", circle="the mill"),
    FIRST: a_source("first", introduced_by=SECOND),
    SECOND: a_source("second", introduced_by=THIRD),
    THIRD: a_source("third", circle=" The Mill "),
}


@pytest.mark.parametrize(("one", "other", "why"), [
    (ONE, ONE, "same source"),
    (ONE, UUID(int=99), "not in register"),
    (OTHER, THIRD, "same circle"),
    (ONE, FIRST, "same introducer"),
    (ONE, SECOND, "same introducer"),
    # Three steps lie between one and third: that is far enough.
    (ONE, THIRD, ""),
    (ONE, OTHER, ""),
])  # fmt: skip
def test_two_sources_confirm_one_another_only_without_a_circle_or_introducer_between(
    one, other, why
):
    assert sources.why_not_independent(one, other, CHAIN) == why
    assert sources.why_not_independent(other, one, CHAIN) == why


def test_a_ring_of_introducers_ends():
    ring = {ONE: a_source(introduced_by=OTHER), OTHER: a_source(introduced_by=ONE)}

    assert sources.introducers(ONE, ring) == [OTHER, ONE]


def test_what_comes_true_is_counted_once_and_moves_with_the_tip(william):
    heron, crane = put(william), put(william, "Crane")
    tip_id = hear(william, heron)

    turned_out(tip_id, william, "true")
    turned_out(tip_id, william, "false")
    known = queries.known_sources(william)
    assert (known[heron].n_true, known[heron].n_false) == (0, 1)

    services.name_source(tip_id=tip_id, source_id=crane, keyring=william, now=NOW)
    known = queries.known_sources(william)
    assert (known[heron].n_false, known[crane].n_false) == (0, 1)
    assert cases.tip(tip_id, william, NOW).tip.source_alias == "Crane"


def test_no_count_and_no_letter_sets_a_grade(william):
    heron = put(william, n_true=8)
    tip_id = hear(william, heron)
    turned_out(tip_id, william, "true")

    assert queries.source(heron, william, NOW).suggested == "A"
    assert cases.tip(tip_id, william, NOW).tip.source_grade == "F"


def test_confirmed_takes_a_second_tip_from_an_independent_source(william):
    tip_id = hear(william, put(william))
    with pytest.raises(Refused, match="Nobody independent"):
        confirm(tip_id, william)

    link(tip_id, hear(william, put(william, "Crane")), william)
    confirm(tip_id, william)

    assert cases.tip(tip_id, william, NOW).tip.word_grade == 1


@pytest.mark.parametrize(("said", "why"), [
    ({"circle": "the mill"}, "same circle"),
    ({"introduced_by": "Heron"}, "same person"),
])  # fmt: skip
def test_confirmed_is_refused_between_sources_who_are_not_independent(william, said, why):
    heron = put(william, circle="The mill")
    if "introduced_by" in said:
        said = {"introduced_by": heron}
    tip_id = hear(william, heron)
    link(tip_id, hear(william, put(william, "Crane", **said)), william)

    with pytest.raises(Refused, match=why):
        confirm(tip_id, william)

    assert cases.tip(tip_id, william, NOW).tip.word_grade == 6


def test_two_tips_of_one_source_confirm_nothing(william):
    heron = put(william)
    tip_id = hear(william, heron)
    link(tip_id, hear(william, heron), william)

    with pytest.raises(Refused, match="Heron is the same source"):
        confirm(tip_id, william)


def test_an_alias_stands_once_in_the_register_and_nobody_introduces_themselves(william):
    heron = put(william)

    with pytest.raises(Refused, match="already"):
        put(william, "heron")
    with pytest.raises(Refused, match="introduced them"):
        services.change_source(
            source_id=heron,
            change=lambda source: replace(source, introduced_by=heron),
            keyring=william,
            now=NOW,
        )


def test_to_write_a_source_anew_leaves_their_counts_alone(william):
    heron = put(william, n_true=3)

    services.change_source(
        source_id=heron,
        change=lambda source: replace(source, alias="Egret", n_true=99),
        keyring=william,
        now=NOW,
    )

    assert queries.known_sources(william)[heron] == a_source("Egret", n_true=3)


def test_a_source_that_was_changed_since_it_was_looked_at_is_not_written_over(sign_in, william):
    heron = put(william, circle="the mill")
    page = reverse("tip-source", args=[heron])
    browser, said = sign_in("case worker"), {"alias": "Heron", "kind": "person"}
    assert browser.post(page, said | {"seen": "1", "circle": "the dock"}).status_code == 302

    late = browser.post(page, said | {"seen": "1", "circle": ""})

    assert late.status_code == 422
    assert queries.known_sources(william)[heron].circle == "the dock"


def test_a_source_taken_out_leaves_nothing_but_the_alias_on_their_tips(william):
    heron = put(william, reach="the mill door")
    tip_id = hear(william, heron)

    services.forget_source(source_id=heron, keyring=william, now=NOW)
    turned_out(tip_id, william, "true")

    assert not SourceRow.objects.exists()
    assert cases.tip(tip_id, william, NOW).tip.source_alias == "Heron"


def test_a_stranger_reads_changes_and_takes_out_no_source(william, stranger):
    heron = put(william)

    for act in (
        lambda: queries.source(heron, stranger, NOW),
        lambda: services.forget_source(source_id=heron, keyring=stranger, now=NOW),
        lambda: services.change_source(
            source_id=heron, change=lambda it: it, keyring=stranger, now=NOW
        ),
        lambda: hear(stranger, heron),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()

    assert queries.register(stranger) == []
    assert SourceRow.objects.get().revision == 1
