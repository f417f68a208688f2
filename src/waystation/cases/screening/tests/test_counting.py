"""Counting answers: totals and bands by hand, cut-offs, and what cannot wait."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.cases.screening import domain, texts
from waystation.cases.screening.domain import Cutoffs, Screening, count
from waystation.cases.screening.wording import ABOUT, BANDS
from waystation.cases.tests.builders import TODAY


def answered(*answers, tool="phq-9", **said):
    return Screening(
        person=UUID(int=1), tool=tool, on=TODAY, language="en", answers=answers, **said
    )


def counted(screening, is_woman=None, cutoffs=Cutoffs()):
    return count(screening, is_woman=is_woman, cutoffs=cutoffs)


@pytest.mark.parametrize(("answers", "total", "band", "talk"), [
    ((0, 0, 0, 0, 0, 0, 0, 0, 0), 0, "minimal", False),
    ((1, 1, 1, 1, 0, 0, 0, 0, 0), 4, "minimal", False),
    ((1, 1, 1, 1, 1, 0, 0, 0, 0), 5, "mild", False),
    ((3, 3, 3, 0, 0, 0, 0, 0, 0), 9, "mild", False),
    ((3, 3, 3, 1, 0, 0, 0, 0, 0), 10, "moderate", True),
    ((3, 3, 3, 3, 2, 0, 0, 0, 0), 14, "moderate", True),
    ((3, 3, 3, 3, 3, 0, 0, 0, 0), 15, "moderately severe", True),
    ((3, 3, 3, 3, 3, 3, 1, 0, 0), 19, "moderately severe", True),
    ((3, 3, 3, 3, 3, 3, 2, 0, 0), 20, "severe", True),
    ((3, 3, 3, 3, 3, 3, 3, 3, 3), 27, "severe", True),
])  # fmt: skip
def test_the_bands_begin_at_5_10_15_and_20(answers, total, band, talk):
    found = counted(answered(*answers))

    assert (found.total, found.most, found.band, found.offer_talk) == (total, 27, band, talk)


@given(st.lists(st.integers(0, 3) | st.none(), min_size=9, max_size=9))
def test_the_ninth_answer_above_nought_cannot_wait_whatever_the_total(answers):
    found = counted(answered(*answers))

    assert found.same_day == (answers[8] in (1, 2, 3))
    assert found.total == sum(filter(None, answers))
    assert found.n_unsaid == answers.count(None)
    assert (found.band is None) == (None in answers)


@pytest.mark.parametrize(("n_yes", "is_woman", "talk"), [
    (3, False, False), (4, False, True), (2, True, False), (3, True, True),
    (2, None, False), (3, None, True),
])  # fmt: skip
def test_for_women_and_where_nobody_knows_the_lower_cut_off_holds(n_yes, is_woman, talk):
    answers = [1] * n_yes + [0] * (5 - n_yes)

    found = counted(answered(*answers, tool="pc-ptsd-5", exposed=True), is_woman)

    assert (found.total, found.most, found.band, found.offer_talk) == (n_yes, 5, None, talk)
    assert not found.same_day


def test_where_nothing_terrible_happened_the_count_is_nought():
    assert counted(answered(1, 1, 1, 1, 1, tool="pc-ptsd-5", exposed=False)).total == 0


def test_an_organisation_sets_its_own_cut_offs():
    lower = Cutoffs(phq_9=5, pc_ptsd_5=2, pc_ptsd_5_women=2)

    assert counted(answered(5 % 4, 1, 1, 1, 1, 0, 0, 0, 0), cutoffs=lower).offer_talk
    assert counted(answered(1, 1, 0, 0, 0, tool="pc-ptsd-5"), False, lower).offer_talk


@pytest.mark.parametrize(("tool", "answers"), [
    ("phq-9", (1,) * 8), ("phq-9", (4,) + (0,) * 8), ("pc-ptsd-5", (2, 0, 0, 0, 0)),
    ("rhs-15", ()),
])  # fmt: skip
def test_what_no_sheet_can_hold_is_refused(tool, answers):
    with pytest.raises(ValueError, match=r"questions|counts|no such tool"):
        answered(*answers, tool=tool)


def test_every_sheet_names_its_source_and_its_terms():
    for tool, sheet in texts.sheets().items():
        assert sheet.source
        assert sheet.licence
        assert texts.wording(tool, "en").opening
        # No Korean wording that was tried out is on file; the own form stands in.
        assert texts.wording(tool, "ko") is None
    assert set(texts.sheets()) == set(domain.TOOLS) == set(ABOUT)
    assert {band for _start, band in domain.BANDS} == set(BANDS)
