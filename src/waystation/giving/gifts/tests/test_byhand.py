"""What finance does by hand: above a limit with a second pair of eyes, never without a trace."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.giving import totals
from waystation.giving.gifts import byhand, queries, services, showing
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.byhand import Valued
from waystation.giving.gifts.domain import Honour
from waystation.giving.gifts.tests import acts
from waystation.giving.gifts.tests.acts import asked, given
from waystation.giving.models import GiftRow, LetterRow
from waystation.giving.tests.office import NOW
from waystation.ledger import chart
from waystation.ledger import queries as ledger
from waystation.ledger.approving import queries as waiting
from waystation.ledger.approving import services as approving
from waystation.ledger.models import Posting

pytestmark = pytest.mark.django_db


def test_a_cheque_up_to_the_limit_is_booked_at_once_and_above_it_waits(hands):
    levi, grace = hands
    for cents, answer in ((50_000, "booked"), (50_001, "waits")):
        row, said = byhand.record(asked(cents, way="cheque"), **levi._asdict(), now=NOW)
        assert said == answer
    assert totals.live_total() == 50_000
    proposal = waiting.waiting(grace.keyring, grace.role)[0]
    approving.approve(proposal_id=proposal.id, **grace._asdict(), now=NOW)
    row.refresh_from_db()
    assert (row.state, totals.live_total()) == ("paid", 100_001)
    assert ledger.lines_of(row.entry)[0].account == chart.CHEQUES


def test_money_goes_back_by_the_bank_with_two_hands_beside_what_the_provider_gave_back(hands):
    levi, grace = hands
    row = given(10_000)
    proposal = uuid4()
    said = {"proposal_id": proposal, "gift_id": row.pk, "why": "He asked."}
    assert byhand.send_back(**said, cents=3_000, **levi._asdict(), now=NOW) == "waits"
    assert totals.live_total() == 10_000
    approving.approve(proposal_id=proposal, **grace._asdict(), now=NOW)
    services.refunded(row.pk, total_refunded_cents=2_000, ref="re", now=NOW)
    services.refunded(row.pk, total_refunded_cents=2_000, ref="re", now=NOW)
    assert totals.live_total() == acts.told_by_the_book() == 5_000
    with pytest.raises(Refused, match="are left"):
        byhand.send_back(**said | {"proposal_id": uuid4()}, cents=5_001, **levi._asdict(), now=NOW)
    view = queries.gift(row.pk, levi.keyring)
    assert [x.kind for x in view.entries] == ["gift", "refund", "refund"]


def test_a_gift_in_kind_is_worth_nothing_until_two_people_value_it(hands):
    levi, grace = hands
    row = byhand.record_in_kind(asked(0, description="Forty pairs of shoes"), now=NOW)
    proposal = uuid4()
    act = Valued(row.pk, 12_000, "needs", "Forty pairs of shoes")
    byhand.value(proposal_id=proposal, valued=act, why="Seen.", **levi._asdict(), now=NOW)
    assert not Posting.objects.exists()
    approving.approve(proposal_id=proposal, **grace._asdict(), now=NOW)
    row.refresh_from_db()
    assert (row.state, row.cents, totals.live_total()) == ("paid", 12_000, 0)
    assert queries.gift(row.pk, levi.keyring).description == "Forty pairs of shoes"
    assert ledger.check_book() == []


def test_nobody_values_what_is_no_gift_in_kind(hands):
    row = given()
    with pytest.raises(Refused, match="no worth"):
        byhand.value(
            proposal_id=uuid4(), valued=Valued(row.pk, 1, "needs", ""), why="x",
            **hands[0]._asdict(), now=NOW,
        )  # fmt: skip


def test_who_is_honoured_hears_of_it_once_and_only_if_the_giver_asked(hands):
    told = Honour("Frederick", "frederick@example.org", "Gerrit", "For your paper")
    given(5_000, honour=told)
    given(5_000, honour=Honour("Sojourner"))
    services.begin(asked(honour=told), now=NOW)
    keyring = hands[0].keyring
    assert [showing.tell_honoured(keyring=keyring, now=NOW) for _again in range(2)] == [1, 0]
    assert LetterRow.objects.filter(kind="tribute").count() == 1


def test_an_anonymous_gift_leaves_no_byte_of_its_giver_in_clear(hands):
    row = given(5_000, message="From Gerrit with love", honour=Honour("Gerrit's aunt"))
    shown = given(5_000, shown_as="name", message="From Gerrit with love")
    keyring = hands[0].keyring
    showing.show(shown.pk, name=True, message=True, keyring=keyring, now=NOW)
    shown.refresh_from_db()
    assert (shown.shown_name, shown.message) == ("Gerrit Smith", "From Gerrit with love")
    services.show_gift_as(shown.pk, "anonymous", said=queries.said_of(shown, keyring), now=NOW)
    for one in GiftRow.objects.all():
        columns = " ".join(str(getattr(one, field.name)) for field in one._meta.fields
                           if field.name not in ("donor", "box", "own"))  # fmt: skip
        assert "Gerrit" not in columns
        assert b"Gerrit" not in bytes(one.box) + bytes(one.own)
    assert queries.gift(row.pk, keyring).donor.name == "Gerrit Smith"


def test_a_stranger_opens_no_gift(hands, stranger):
    row = given()
    assert queries.gift(row.pk, stranger) is None
    assert queries.gift(uuid4(), hands[0].keyring) is None


def test_no_money_moves_for_what_is_no_money_and_no_card_is_taken_by_hand(hands):
    levi = hands[0]
    shoes = byhand.record_in_kind(asked(0, description="Forty pairs of shoes"), now=NOW)
    act = Valued(shoes.pk, 12_000, "needs", "Forty pairs of shoes")
    proposal = uuid4()
    byhand.value(proposal_id=proposal, valued=act, why="Seen.", **levi._asdict(), now=NOW)
    approving.approve(proposal_id=proposal, **hands[1]._asdict(), now=NOW)
    n_lines = Posting.objects.count()
    with pytest.raises(Refused, match="no money"):
        byhand.send_back(
            proposal_id=uuid4(), gift_id=shoes.pk, cents=100, why="x", **levi._asdict(), now=NOW
        )
    with pytest.raises(Refused, match="no money"):
        showing.correct(shoes.pk, aim=Aim("RESETTLEMENT"), keyring=levi.keyring, now=NOW)
    card = services.begin(asked(5_000), now=NOW)
    with pytest.raises(Refused, match="by hand"):
        byhand.take(card, cents=5_000, **levi._asdict(), now=NOW)
    assert Posting.objects.count() == n_lines
