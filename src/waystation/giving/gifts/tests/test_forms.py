"""What people type about gifts is read as whole cents and basis points, or refused in words."""

from uuid import uuid4

import pytest

from waystation.giving.gifts.forms import PledgeForm, RecordForm

pytestmark = pytest.mark.django_db
TYPED = {
    "who": "person", "language": "en", "shown_as": "initials", "aim": "fund UNRESTRICTED",
    "way": "cheque", "amount": "1,234.50", "name": "Gerrit Smith",
}  # fmt: skip


def _record(**typed: str) -> RecordForm:
    return RecordForm({"entry_id": str(uuid4()), **TYPED, **typed})


def test_a_gift_by_hand_is_read_as_whole_cents():
    form = _record()
    assert form.is_valid(), form.errors
    assert (form.asked.cents, form.asked.who.name) == (123_450, "Gerrit Smith")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "12.345"}, "amount"),
        ({"way": "in-kind", "amount": ""}, "description"),
        ({"aim": "fund RECORDS"}, "aim"),
    ],
)
def test_what_is_missing_or_unreadable_is_said_beside_it(typed, wrong):
    assert list(_record(**typed).errors) == [wrong]


@pytest.mark.parametrize(("typed", "points"), [("2.5", 250), ("100", 10_000), ("0.01", 1)])
def test_a_share_is_read_as_basis_points(typed, points):
    promise = {"kind": "share", "percent": typed, "every": "monthly", "amount": ""}
    form = PledgeForm({"entry_id": str(uuid4()), **TYPED, **promise})
    assert form.is_valid(), form.errors
    assert form.promised.basis_points == points
    worse = PledgeForm({"entry_id": str(uuid4()), **TYPED, **promise, "percent": "100.01"})
    assert "percent" in worse.errors
