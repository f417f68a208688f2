"""Each thing that a phone or a person tells a guide is written down as a disclosure."""

from datetime import timedelta

from django.urls import reverse

from waystation.dispatch.blast import queries as blast
from waystation.dispatch.blast import services as blast_services
from waystation.relay.cards import services as cards
from waystation.relay.orders import services
from waystation.relay.orders.queries import order_of
from waystation.relay.talk import services as talk
from waystation.relay.tests.conftest import NOW

HOUR = timedelta(hours=1)


def told(office):
    return blast.disclosed(office.harriet)[office.passage.pk]


def test_an_order_is_disclosed_from_the_hour_on_in_which_it_opens(office):
    office.change(office.second, lead_h=10)
    office.ready_phone(office.second)
    office.send(office.second)

    (one,) = told(office)

    # Stage 2 leaves at NOW + 24 h.
    assert (one.what, one.to, one.by_phone) == ("order", "still", True)
    assert (one.readable_at, one.ended_at) == (NOW + 14 * HOUR, None)


def test_a_change_before_it_opens_replaces_it_and_afterwards_comes_beside_it(office):
    office.change(office.second, lead_h=10)
    office.ready_phone(office.second)
    office.send(office.second)
    office.change(office.second, needs="one is blind", lead_h=12)
    office.amend(office.second)
    unread = told(office)
    office.change(office.second, needs="one is deaf", lead_h=12)
    office.amend(office.second, now=NOW + 20 * HOUR)

    assert [(d.readable_at, d.ended_at) for d in unread] == [
        (NOW + 12 * HOUR, None),
        (NOW + 14 * HOUR, NOW),
    ]
    last = told(office)[-1]
    assert (last.what, last.readable_at) == ("change", NOW + 20 * HOUR)


def test_words_to_a_guide_are_disclosed_too(office):
    office.ready_phone()
    office.send()
    talk.send(
        stage_id=office.first.id, text="wait", alias="Harriet", keyring=office.harriet, now=NOW
    )

    assert [one.what for one in told(office)] == ["order", "words"]


def test_what_is_called_back_unread_was_never_known_and_a_lost_phone_holds_what_was_read(office):
    office.change(office.second, lead_h=10)
    phone = office.ready_phone()
    office.ready_phone(office.second)
    office.send()
    office.send(office.second)
    later = NOW + HOUR

    office.call_back(now=later)
    second = blast.guide_lost("still", office.harriet, NOW + 20 * HOUR)
    held = blast.phone_lost("garrett", office.harriet, later)
    services.revoke(phone_id=phone.mailbox, keyring=office.harriet, now=later)
    after = blast.phone_lost("garrett", office.harriet, later)

    assert second.told == ()
    # The order that was read lies on the phone still, called back, and in strange hands too.
    assert (len(held.told), len(after.told)) == (1, 1)
    assert len(blast.guide_lost("garrett", office.harriet, later).told) == 1


def test_what_left_a_phone_after_it_was_lost_was_read_by_whoever_has_it(office):
    office.ready_phone()
    office.send()
    over = NOW + 2 * HOUR
    blast_services.end(stage_id=office.first.id, keyring=office.harriet, now=over)

    def given_up(since):
        return len(blast.phone_lost("garrett", office.harriet, over + HOUR, since=since).told)

    assert given_up(since=over + HOUR) == 0
    assert given_up(since=over - HOUR) == 1


def test_a_guide_who_is_told_by_a_person_is_told_and_holds_nothing_on_a_phone(office):
    cards.make(stage_id=office.first.id, keyring=office.harriet, now=NOW)
    cards.tell(stage_id=office.first.id, keyring=office.harriet, now=NOW)

    (one,) = told(office)

    assert (one.by_phone, one.readable_at) == (False, NOW)
    assert blast.phone_lost("garrett", office.harriet, NOW).told == ()


def test_an_order_that_is_refused_discloses_nothing(office):
    assert order_of(office.first.id, office.harriet) is None
    assert services.send_all(passage_id=office.passage.pk, keyring=office.harriet, now=NOW)

    assert told(office) == []


def test_the_page_of_a_lost_phone_says_whom_it_gives_up(office, harriet):
    phone = office.ready_phone()
    empty = harriet.get(reverse("phone-lost", args=[phone.mailbox])).content.decode()
    office.send()

    page = harriet.get(reverse("phone-lost", args=[phone.mailbox])).content.decode()

    assert "Nothing that lies open on it gives anybody up." in empty
    # The order of stage 1: three people, the guide of stage 2 and two places.
    assert "3 people under way" in page
    assert "1 partner" in page
    assert "2 places" in page
