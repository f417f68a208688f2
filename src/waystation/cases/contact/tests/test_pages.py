"""The pages of tips, sources, contact and lent phones, as a browser asks for them."""

import pytest
from django.urls import reverse

from waystation.cases import queries as cases
from waystation.cases.contact import lending, queries, services
from waystation.cases.contact.devices import Device
from waystation.cases.contact.sources import Source
from waystation.cases.services import hear_tip
from waystation.cases.tests.builders import NOW, TODAY, a_tip, settle

CALL = {
    "words": "Eleven wait in the corn crib.",
    "danger_now": "yes",
    "source_alias": "Heron",
    "heard_at": "1855-10-26T11:00",
}
PLAN = {
    "way": "call",
    "reach": "Bell 2-7",
    "days": ["0", "4"],
    "first": "06:00",
    "last": "07:30",
    "never_say": "the farm",
}


@pytest.fixture
def browser(sign_in):
    return sign_in("case worker")


def send(browser, name, data, *args):
    return browser.post(reverse(name, args=args), data, follow=True)


def shown(browser, name, *args):
    return browser.get(reverse(name, args=args)).content.decode()


def put_source(keyring, alias="Heron"):
    source = Source(alias=alias, since=TODAY)
    return services.add_source(source=source, keyring=keyring, now=NOW)


def put_phone(keyring):
    device = Device(kind="phone", label="T7", number="410 555 0107")
    return lending.put_in_stock(device=device, keyring=keyring, now=NOW)


def test_a_call_is_put_on_file_with_two_fields_and_says_who_took_it(browser, william):
    send(browser, "tip-call", {k: CALL[k] for k in ("words", "danger_now", "heard_at")})

    (view,) = cases.tips(william, NOW)
    tip = view.tip
    assert (tip.channel, tip.taken_by, tip.urgency) == ("phone", "case worker", "immediate")
    # One hour is the target of what is immediate; it was heard an hour ago.
    assert (view.clock.target_min, view.clock.left_min, view.clock.is_late) == (60, 0, False)
    assert "written down by case worker" in shown(browser, "tip", view.id)


def test_a_tip_of_a_source_in_the_register_carries_their_alias(browser, william):
    heron = put_source(william)

    send(browser, "tip-call", CALL | {"source": str(heron), "source_alias": "nobody"})

    (view,) = cases.tips(william, NOW)
    assert (view.tip.source, view.tip.source_alias) == (heron, "Heron")
    page = shown(browser, "tip", view.id)
    assert "none before five outcomes" in page


def test_tips_that_are_alike_are_shown_side_by_side_and_linked_by_a_press(browser, william):
    first, second = (
        hear_tip(tip=a_tip(words=words), keyring=william, now=NOW)
        for words in ("Eleven in the corn crib by the mill", "The mill: eleven, the corn crib")
    )
    assert shown(browser, "tips").count("another tip is like it") == 2
    page = shown(browser, "tip", first)
    assert "most words are the same: eleven, corn, crib, mill" in page

    send(browser, "tip-link", {"other": str(second), "alike": "yes"}, first)

    assert cases.tip(second, william, NOW).tip.same_as == (first,)
    assert "Another tip may speak" not in shown(browser, "tip", first)


def test_a_grade_nobody_confirms_is_refused_in_its_form(browser, william):
    tip_id = hear_tip(tip=a_tip(), keyring=william, now=NOW)

    page = send(
        browser, "tip-grade", {"source_grade": "B", "word_grade": "1", "reason": "sure"}, tip_id
    )

    assert page.status_code == 422
    assert "Nobody independent confirms this tip." in page.content.decode()


def test_an_end_without_its_reason_is_refused_in_its_form(browser, william):
    tip_id = hear_tip(tip=a_tip(), keyring=william, now=NOW)

    page = send(browser, "tip-decide", {"state": "kept", "reason": "quiet"}, tip_id)
    assert page.status_code == 422
    assert "nobody can be reached" in page.content.decode()

    said = {"state": "kept", "ended": "not reachable", "reason": "quiet"}
    page = send(browser, "tip-decide", said, tip_id)
    assert "kept for later: nobody can be reached" in page.content.decode()


def test_a_source_is_put_in_changed_and_taken_out(browser, william):
    send(browser, "tip-source-new", {"alias": "Heron", "kind": "person", "reach": "the mill"})
    ((source_id, _source),) = queries.known_sources(william).items()

    send(browser, "tip-source", {"alias": "Egret", "kind": "partner", "seen": "1"}, source_id)
    assert "Egret" in shown(browser, "tip-sources")

    send(browser, "tip-source-forget", {}, source_id)
    assert queries.known_sources(william) == {}


def test_how_to_reach_them_stands_first_on_the_households_page(browser, william):
    household_id = settle(william)
    assert "Nobody has written down" in shown(browser, "household", household_id)

    page = send(browser, "household-agree", PLAN, household_id).content.decode()
    assert "Monday, Friday, 06:00–07:30" in page

    page = shown(browser, "household", household_id)
    # It is Friday, 06:56, by the sun over Chestertown.
    assert "now is a good time" in page
    assert page.index("the farm") < page.index("Waiting since")


def test_hours_with_one_end_are_refused_and_what_was_typed_is_kept(browser, william):
    household_id = settle(william)

    page = send(browser, "household-agree", PLAN | {"last": ""}, household_id)

    assert page.status_code == 422
    assert "Give both ends of the hours" in page.content.decode()
    assert "Bell 2-7" in page.content.decode()


def test_five_tries_that_reach_nobody_are_said_on_the_households_page(browser, william):
    household_id = settle(william)
    for _try in range(5):
        send(browser, "household-try", {"came": "no answer", "way": "call"}, household_id)

    assert "Contact is lost: 5 tries in a row" in shown(browser, "household", household_id)


def test_a_lent_phone_that_is_lost_is_called_out_on_every_board(browser, sign_in, william):
    household_id, phone = settle(william), put_phone(william)
    send(browser, "device-hand-out", {"household": str(household_id)}, phone)
    assert "Lent: T7" in shown(browser, "household", household_id)

    send(browser, "device-lose", {"note": "left in the carriage"}, phone)

    board = sign_in("field manager").get(reverse("board")).content.decode()
    assert "Lent phone T7 is lost." in board
    assert "the words agreed are not safe" in shown(browser, "household", household_id)
    page = send(browser, "device-settle", {"note": ""}, phone)
    assert page.status_code == 422
    send(browser, "device-settle", {"note": "they know"}, phone)
    assert "Lent phone" not in browser.get(reverse("board")).content.decode()


def test_nothing_of_it_stands_on_a_list_before_it_is_pressed_for(browser, william):
    phone = put_phone(william)

    assert "410 555 0107" not in shown(browser, "devices")
    assert "<details><summary>Show</summary>410 555 0107" in shown(browser, "device", phone)


@pytest.mark.parametrize("role", ["finance officer", "security officer", "approver"])
def test_other_roles_see_no_source_no_plan_and_no_phone(sign_in, william, role):
    household_id, phone, source = settle(william), put_phone(william), put_source(william)
    browser = sign_in(role)

    for name, args in (
        ("tip-call", ()),
        ("tip-sources", ()),
        ("tip-source", (source,)),
        ("household-reach", (household_id,)),
        ("devices", ()),
        ("device", (phone,)),
    ):
        assert browser.get(reverse(name, args=args)).status_code == 403


def test_a_worker_without_the_keys_finds_nothing_there(sign_in, office, william):
    household_id, phone, source = settle(william), put_phone(william), put_source(william)
    browser = sign_in("case worker", office.elsewhere)

    for name, one in (
        ("tip-source", source),
        ("household-reach", household_id),
        ("device", phone),
    ):
        page = browser.get(reverse(name, args=[one]))
        assert page.status_code == 409
        assert "no such record" in page.content.decode()
    assert "Heron" not in shown(browser, "tip-sources")
    assert ">T7</a>" not in shown(browser, "devices")
