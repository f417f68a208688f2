"""The office's pages of phones and orders, as browsers meet them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from waystation.base.models import Event
from waystation.relay.models import MailRow, OrderRow, PhoneRow, ReportRow
from waystation.relay.phones import queries as phones_queries
from waystation.relay.tests.conftest import signed_in
from waystation.relay.tests.handset import Handset


def panel(office) -> str:
    return reverse("phones", args=[office.passage.id])


def test_a_link_is_shown_once_with_a_code_and_no_inline_style(office, harriet):
    page = harriet.post(reverse("invite", args=[office.first.id]))

    text = page.content.decode()
    assert "http://testserver/p/#" in text
    assert "<svg" in text
    assert " style=" not in text
    assert page["Cache-Control"] == "no-store"
    assert harriet.get(reverse("invite", args=[office.first.id])).status_code == 405


def test_the_panel_leads_from_invitation_to_order(office, harriet):
    assert "Invite phone" in harriet.get(panel(office)).content.decode()
    phone = Handset()
    number = phone.join(office.invite().fragment)
    text = harriet.get(panel(office)).content.decode()
    assert number.replace(" ", " · ") in text

    pressed = {"act": "confirm", "subject": phone.mailbox, "numbers": number}
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})
    assert "Seal the order" in answer.content.decode()
    assert answer["HX-Trigger"] == "moved"
    pressed = {"act": "send", "subject": str(office.first.id)}
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert "not fetched yet" in answer.content.decode()
    assert len(phone.orders()) == 1


def test_what_is_refused_is_said_in_the_panel(office, harriet):
    pressed = {"act": "send", "subject": str(office.first.id)}

    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert "no confirmed phone" in answer.content.decode()
    assert "HX-Trigger" not in answer


@pytest.mark.parametrize(
    "pressed", [{"act": "burn", "subject": str(uuid4())}, {"subject": "x"}, {}]
)
def test_a_button_that_is_not_there_does_nothing(office, harriet, pressed):
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert 'role="alert"' in answer.content.decode()


def test_an_approver_reads_the_panel_and_presses_nothing(office, jacob):
    page = jacob.get(panel(office))
    assert page.status_code == 200
    assert "<form" not in page.content.decode()

    pressed = {"act": "send", "subject": str(office.first.id)}

    assert jacob.post(panel(office), pressed).status_code == 403
    assert jacob.post(reverse("invite", args=[office.first.id])).status_code == 403
    assert not OrderRow.objects.exists()
    assert not PhoneRow.objects.exists()


@pytest.mark.parametrize("role", ["case worker", "finance officer", "security officer"])
def test_other_roles_have_no_door_here(office, role):
    browser = signed_in(office, role)

    assert browser.get(panel(office)).status_code == 403
    assert browser.post(reverse("collect")).status_code == 403


def test_nobody_signed_in_is_shown_the_door(office, client):
    assert client.get(panel(office)).status_code == 302
    assert client.post(reverse("collect")).status_code == 302


def test_collecting_tells_the_page_only_if_something_came(office, harriet, jacob):
    phone = office.ready_phone()
    order = str(office.send())
    quiet = harriet.post(reverse("collect"))
    assert (quiet.status_code, "HX-Trigger" in quiet) == (204, False)

    phone.report(order, "accepted", "1855-10-26T11:00:00Z")
    answer = jacob.post(reverse("collect"))

    assert (answer.status_code, answer["HX-Trigger"]) == (204, "moved")
    assert ReportRow.objects.get().state == "taken"


def test_the_panels_forms_need_their_token(office):
    browser = signed_in(office, "field manager")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies

    assert strict.post(reverse("collect")).status_code == 403
    assert strict.post(panel(office), {"act": "send"}).status_code == 403


def test_all_orders_are_sealed_with_one_button(office, harriet):
    phone = office.ready_phone(office.second)
    assert "Seal all orders" in harriet.get(panel(office)).content.decode()

    pressed = {"act": "send_all", "subject": str(office.passage.id)}
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    # Nobody has a phone for stage 1; stage 2 is sealed all the same.
    assert "Not sealed: stage 1. Thomas Garrett has no confirmed phone." in answer.content.decode()
    assert len(phone.orders()) == 1


def test_a_change_is_sent_with_a_button(office, harriet):
    phone = office.ready_phone()
    office.send()
    office.change(office.first, people=4)
    assert "Send the change" in harriet.get(panel(office)).content.decode()

    harriet.post(panel(office), {"act": "amend", "subject": str(office.first.id)})

    assert phone.orders()[0]["people"] == 4


def test_an_order_without_a_key_of_its_own_is_marked(office, harriet):
    phone = office.ready_phone()
    PhoneRow.objects.get(pk=phone.mailbox).keys.all().delete()
    office.send()

    text = harriet.get(panel(office)).content.decode()

    assert "no forward secrecy" in text
    assert "No key left" in text


def test_all_phones_are_listed_and_compared_on_one_page(office, harriet):
    phone = Handset()
    numbers = phone.join_by_words(office.invite().words)
    text = harriet.get(reverse("all-phones")).content.decode()
    assert "Thomas Garrett" in text
    assert numbers.replace(" ", " · ") in text

    pressed = {"act": "confirm", "subject": phone.mailbox, "numbers": numbers}
    answer = harriet.post(reverse("all-phones"), pressed)

    assert (answer.status_code, answer["Location"]) == (302, reverse("all-phones"))
    assert "ready" in harriet.get(reverse("all-phones")).content.decode()


def test_any_partner_is_found_by_name_and_invited(office, harriet):
    text = harriet.post(reverse("all-phones"), {"act": "find", "q": "still"}).content.decode()
    assert "William Still" in text
    # A name has no place in an address.
    assert "William Still" not in harriet.get(reverse("all-phones") + "?q=still").content.decode()
    found = phones_queries.without_phone("still", office.harriet)[0]

    page = harriet.post(reverse("invite-partner", args=[found.row])).content.decode()

    # His tongue is Korean, and so are the twelve words.
    assert page.count("<li>") >= 12
    assert "William Still" in page
    assert PhoneRow.objects.get().state == "invited"


def test_a_lost_phone_is_given_up_after_one_question(office, harriet):
    phone = office.ready_phone()
    office.send()
    address = reverse("phone-lost", args=[phone.mailbox])
    assert "P-KTQWN / 1" in harriet.get(address).content.decode()
    assert MailRow.objects.exists()

    answer = harriet.post(address)

    assert answer["Location"] == reverse("all-phones")
    assert PhoneRow.objects.get().state == "revoked"
    assert not MailRow.objects.exists()


def test_a_guide_is_told_to_come_now(office, harriet):
    phone = office.ready_phone()
    order = str(office.send())

    harriet.post(reverse("phone-go", args=[office.first.id]), {"text": "the white church"})

    phone.look()
    assert phone.cards[order].heard == [("go", "the white church")]


def test_nobody_is_told_to_come_who_has_no_order(office, harriet):
    answer = harriet.post(reverse("phone-go", args=[office.first.id]), {"text": "church"})

    assert "No phone has an order" in answer.content.decode()


def test_standing_down_calls_the_guides_back_in_one_go(funded):
    browser = signed_in(funded, "field manager")
    phone = funded.ready_phone()
    order = str(funded.send())
    phone.look()

    browser.post(reverse("call-back", args=[funded.passage.id]), {"reason": "patrols"})

    phone.look()
    assert phone.cards[order].state == "stood down"
    assert funded.passage_now().state == "stood down"


@pytest.mark.parametrize("name", ["phone-lost", "phone-go", "call-back", "invite-partner"])
def test_an_approver_changes_nothing_about_phones(office, jacob, name):
    phone = office.ready_phone()
    order = office.send()
    of = {"phone-lost": phone.mailbox, "call-back": office.passage.id}.get(name, office.first.id)

    assert jacob.post(reverse(name, args=[of])).status_code == 403

    assert OrderRow.objects.get().id == order
    assert not Event.objects.filter(kind="phone.lost").exists()


def test_an_approver_sees_the_phones_and_no_button(office, jacob):
    office.ready_phone()

    text = jacob.get(reverse("all-phones")).content.decode()

    assert "Thomas Garrett" in text
    assert 'class="btn small danger"' not in text
