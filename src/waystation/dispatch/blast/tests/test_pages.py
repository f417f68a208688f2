"""What each loss gives up on screen: who may look, what they see, and who sets the limits."""

import pytest
from django.urls import reverse

from waystation.dispatch.blast import queries, services
from waystation.dispatch.blast.domain import Caps
from waystation.network.models import PartnerRow, PlaceRow
from waystation.routing.tests.ripley import READY
from waystation.vault import register
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


@pytest.fixture
def told(river, kept):
    """The guide of the first stage can read their order."""
    services.disclose(
        stage_id=kept.stages[0].id, what="order", by_phone=True, readable_at=READY,
        keyring=river.harriet, now=READY,
    )  # fmt: skip
    return kept.stages[0].stage


def text(browser, name, *args, **query) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(river, slug, rows=PartnerRow, purpose="network"):
    from waystation.network.domain import Partner, Place

    kind = Partner if rows is PartnerRow else Place
    held = rows.objects.filter(cell=river.harriet.cell(purpose))
    return next(row.id for row in held if open_row(row, kind, river.harriet).slug == slug)


@pytest.mark.parametrize("role", ["field manager", "approver"])
def test_the_heat_list_names_who_gives_up_most_and_links_to_their_page(river, told, sign_in, role):
    page = text(sign_in(role), "exposure")

    assert told.guide_name in page
    assert reverse("exposure-guide", args=[row_of(river, told.guide)]) in page
    assert "none set" in page


def test_the_page_of_a_guide_says_what_was_disclosed_and_whom_it_touches(river, told, sign_in):
    browser = sign_in("field manager")

    page = text(browser, "exposure-guide", row_of(river, told.guide))

    assert f"If {told.guide_name} is lost" in page
    assert "on the phone" in page
    assert "<dd>2</dd>" in page.split('id="exposed"')[1]


def test_the_page_of_a_place_counts_who_still_comes_there(river, told, sign_in):
    place = row_of(river, told.from_place, PlaceRow, "gazetteer")

    page = text(sign_in("approver"), "exposure-place", place)

    assert "<dd>2</dd>" in page.split('id="exposed"')[1]


def test_the_page_of_a_passage_counts_who_falls_with_each_stage_to_come(river, kept, sign_in):
    browser = sign_in("approver")

    page = text(browser, "passage", kept.id)
    part = text(browser, "exposure-passage", kept.id)

    assert reverse("exposure-passage", args=[kept.id]) in page
    for one in kept.stages:
        assert one.stage.guide_name in part
    # Nobody is told yet; once each order opens, its guide can tell of the two people.
    falls = queries.of_passage(kept.id, river.harriet, READY)
    assert [(one.now, one.then, one.at_place) for one in falls] == [(0, 2, 2), (0, 2, 2)]
    assert (
        sign_in("case worker").get(reverse("exposure-passage", args=[kept.id])).status_code == 403
    )


def test_the_pages_of_the_network_bring_it_along_for_those_who_may_look(river, told, sign_in):
    partner = row_of(river, told.guide)
    address = reverse("exposure-guide", args=[partner])

    assert address in text(sign_in("approver"), "network-record", partner)
    assert address not in text(sign_in("security officer"), "network-record", partner)


def test_what_is_no_partner_has_no_page_of_a_guide(river, told, sign_in):
    place = row_of(river, told.from_place, PlaceRow, "gazetteer")

    answer = sign_in("approver").get(reverse("exposure-guide", args=[place]))

    assert answer.status_code == 409


@pytest.mark.parametrize("role", ["case worker", "security officer"])
@pytest.mark.parametrize("name", ["exposure", "exposure-guide", "exposure-place"])
def test_nobody_else_looks(river, told, sign_in, role, name):
    args = [] if name == "exposure" else [row_of(river, told.guide)]

    assert sign_in(role).get(reverse(name, args=args)).status_code == 403


def test_the_security_officer_sets_the_limits_and_the_approver_does_not(river, sign_in):
    asked = {"guide_people": "9", "place_people": "", "days": "14"}

    done = sign_in("security officer").post(reverse("exposure-caps"), asked)
    refused = sign_in("approver").post(reverse("exposure-caps"), {"guide_people": "99"})

    assert (done.status_code, refused.status_code) == (302, 403)
    assert queries.caps(river.harriet) == Caps(9, None, 14)


def test_a_limit_that_is_no_number_is_refused_in_words(river, sign_in):
    answer = sign_in("field manager").post(reverse("exposure-caps"), {"guide_people": "many"})

    assert answer.status_code == 409
    assert "“many” is no number" in answer.content.decode()
    assert queries.caps(river.harriet) == Caps()


def test_the_security_officer_sees_what_an_account_opens_without_opening_it(river, kept, sign_in):
    browser = sign_in("security officer")
    security = Keyring.of(river.harriet.user_id, [river.security])
    member = register.Member(
        river.passmore.user_id, "Passmore", "approver", river.passmore.user_id,
        key_digest=bytes(32), cells={river.cell: READY.date()},
    )  # fmt: skip
    register.enter(member, keyring=security, now=READY)

    page = text(browser, "exposure-staff", river.passmore.user_id)

    shown = page.split('id="exposed"')[1]
    assert "<dd>1</dd>" in shown
    assert "<dd>2</dd>" in shown
    assert kept.passage.code not in page
    refused = sign_in("approver").get(reverse("exposure-staff", args=[river.passmore.user_id]))
    assert refused.status_code == 403
