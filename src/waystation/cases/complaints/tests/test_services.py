"""Complaints open to those who hear them, and with no key of anybody they name."""

from datetime import timedelta

import msgspec
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.base import watches
from waystation.base.errors import Overtaken, Refused
from waystation.cases.complaints import queries, services
from waystation.cases.complaints.domain import AskedToPay, Focal
from waystation.cases.complaints.tests.conftest import NOW, a_complaint
from waystation.cases.models import ComplaintRow, FocalRow
from waystation.hazards import queries as hazards
from waystation.vault import audit, personal, staff
from waystation.vault.opening import add

EVERYBODY = ("allan", "harriet", "william", "esther", "passmore", "anna")


def file(office, by="anna", **said):
    ticked, follow = said.pop("ticked", ()), said.pop("follow", True)
    said |= {"by": said.pop("by_")} if "by_" in said else {}
    return services.complain(
        complaint=a_complaint(**said), ticked=ticked, follow=follow, who=office.visit(by)
    )


def readers(office, complaint_id):
    """Say who can open a complaint with whatever stands behind their door."""
    row = ComplaintRow.objects.get(pk=complaint_id)
    opened = set()
    for name in EVERYBODY:
        door = office.visit(name).door
        if personal.open_mine(bytes(row.boxes), about=row.id, door=door) is not None:
            opened.add(name)
    return opened


def test_it_goes_to_all_who_hear_complaints_and_to_its_author(heard):
    filed = file(heard)

    assert filed.went_to == ("Allan", "Passmore", "William")
    assert readers(heard, filed.id) == {"allan", "passmore", "william", "anna"}


def test_whoever_is_ticked_named_or_written_of_holds_no_key_to_it(heard):
    ticked = file(heard, ticked=[heard.ids["allan"]])
    named = file(heard, about="PASSMORE", words="He did.")
    told = file(heard, words="It was William's doing.", follow=False)

    assert readers(heard, ticked.id) == {"passmore", "william", "anna"}
    assert readers(heard, named.id) == {"allan", "william", "anna"}
    assert readers(heard, told.id) == {"allan", "passmore"}


@pytest.mark.long
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hear=st.sets(st.sampled_from(EVERYBODY[:5]), min_size=1, max_size=5),
    named=st.sets(st.sampled_from(EVERYBODY[:5]), max_size=5),
    ticked=st.sets(st.sampled_from(EVERYBODY[:5]), max_size=3),
    follow=st.booleans(),
)
def test_nobody_named_ever_opens_it_whoever_hears_complaints(office, hear, named, ticked, follow):
    FocalRow.objects.all().delete()
    office.hears(*sorted(hear))
    kept_from = named | ticked
    said = {"about": " ".join(sorted(named)), "ticked": [office.ids[name] for name in ticked]}

    try:
        filed = file(office, follow=follow, **said)
    except Refused:
        assert not hear - kept_from
        return

    expected = (hear - kept_from) | ({"anna"} if follow else set())
    assert readers(office, filed.id) == expected


def test_every_complaint_has_one_length_whoever_may_read_it(heard):
    few, many = file(heard, about="allan passmore", follow=False), file(heard, words="x" * 2_000)

    lengths = {len(row.boxes) for row in ComplaintRow.objects.all()}

    assert lengths == {6 * (16_384 + 1_138)}
    assert few.went_to == ("William",)
    assert len(many.went_to) == 3


def test_a_complaint_about_everybody_who_hears_them_is_refused_and_nothing_is_kept(heard):
    with pytest.raises(Refused, match="Everybody who receives complaints is named"):
        file(heard, about="Allan, Passmore and William")

    assert not ComplaintRow.objects.exists()


def test_without_anybody_to_hear_it_or_words_it_is_refused(office):
    with pytest.raises(Refused, match="Nobody has been named yet"):
        file(office)
    office.hears("allan")
    with pytest.raises(Refused, match="Nothing is said yet"):
        file(office, words=" ")


def test_what_is_too_long_for_its_boxes_is_refused(heard):
    with pytest.raises(Refused, match="no room"):
        file(heard, words="x" * 17_000)


def test_only_security_names_who_hears_them(office):
    harriet = office.visit("harriet")

    with pytest.raises(Refused):
        services.appoint(user_id=office.ids["william"], who=harriet, now=NOW)

    assert queries.roster(harriet) == []


def test_a_reader_whom_security_did_not_sign_is_none(heard, caplog):
    harriet = heard.visit("harriet")
    own = personal.key_digest_of(harriet.door)
    forged = Focal(
        user_id=harriet.user_id, alias="Harriet", key_digest=own, day=1, signature=bytes(64)
    )
    add(FocalRow(cell=heard.cell("gazetteer")), forged, harriet.keyring, on=NOW.date())

    filed = file(heard)

    assert "harriet" not in readers(heard, filed.id)
    assert "security did not sign" in caplog.text


def test_no_more_than_five_and_nobody_twice(office):
    office.hears(*EVERYBODY[:5])

    with pytest.raises(Refused, match="that is the most"):
        office.hears("anna")
    with pytest.raises(Refused, match="already"):
        office.hears("allan")


def test_whoever_stops_hearing_them_opens_later_ones_no_more(heard):
    row = next(v for v in queries.roster(heard.visit("allan")) if v.focal.alias == "William")

    with pytest.raises(Refused):
        services.dismiss(row_id=row.id, who=heard.visit("harriet"), now=NOW)
    services.dismiss(row_id=row.id, who=heard.visit("allan"), now=NOW)

    assert readers(heard, file(heard).id) == {"allan", "passmore", "anna"}
    told = [entry.kind for entry in audit.entries(heard.visit("allan").keyring)]
    assert told[:2] == ["hears complaints no more", "hears complaints"]


def test_a_colleague_who_left_is_passed_over(heard):
    staff.take_away(heard.ids["william"])

    assert file(heard).went_to == ("Allan", "Passmore")


def test_it_is_acknowledged_answered_and_closed_and_its_author_reads_the_answer(heard):
    filed, allan, anna = file(heard), heard.visit("allan"), heard.visit("anna")

    def act(did, says=""):
        services.act(complaint_id=filed.id, did=did, says=says, who=allan, now=NOW)

    act("acknowledged")
    act("note", "ask the landlady")
    act("answer", "we have spoken with him")
    act("closed", "he left")

    mine = queries.complaint(filed.id, anna).complaint
    assert [(e.did, e.says) for e in mine.log] == [
        ("acknowledged", ""), ("answer", "we have spoken with him"), ("closed", "he left"),
    ]  # fmt: skip
    assert ComplaintRow.objects.get().state == "closed"
    assert "ask the landlady" in str(queries.complaint(filed.id, heard.visit("passmore")))


def test_its_author_and_whoever_cannot_open_it_do_nothing_about_it(heard):
    filed = file(heard, about="William")

    for name, says in (("anna", "others answer it"), ("william", "no such record")):
        with pytest.raises(Refused, match=says):
            services.act(complaint_id=filed.id, did="acknowledged", who=heard.visit(name), now=NOW)


def test_two_readers_at_once_lose_nothing(heard, monkeypatch):
    filed, allan, passmore = file(heard), heard.visit("allan"), heard.visit("passmore")
    stale = queries.complaint(filed.id, passmore)
    services.act(complaint_id=filed.id, did="acknowledged", who=allan, now=NOW)
    monkeypatch.setattr(queries, "complaint", lambda *_: stale)

    with pytest.raises(Overtaken):
        services.act(complaint_id=filed.id, did="acknowledged", who=passmore, now=NOW)


def test_the_audit_of_a_complaint_names_nobody_it_is_about(heard):
    filed = file(heard, about="Harriet")
    services.act(complaint_id=filed.id, did="acknowledged", who=heard.visit("allan"), now=NOW)

    told = audit.entries(heard.visit("allan").keyring, kinds=["complaint answered"])

    assert [entry.says for entry in told] == [{"id": str(filed.id)[:8], "note": "acknowledged"}]


def test_one_press_suspends_a_partner_and_says_nothing_of_why(heard):
    filed = file(heard, whom="partner", about="John Rankin")
    passmore = heard.visit("passmore")
    services.act(complaint_id=filed.id, did="acknowledged", who=passmore, now=NOW)

    services.suspend(complaint_id=filed.id, partner="john rankin", who=passmore, now=NOW)

    halted = hazards.halts(passmore.keyring).of("partner", "rankin")
    assert (halted.why, halted.by) == (
        "Paused until something is cleared up.", "safeguarding",
    )  # fmt: skip
    log = queries.complaint(filed.id, passmore).complaint.log
    assert [(entry.did, entry.says) for entry in log][-1] == ("suspended", "John Rankin")


def test_whose_keys_do_not_open_the_network_suspends_nobody(heard):
    filed, william = file(heard, whom="partner"), heard.visit("william")
    services.act(complaint_id=filed.id, did="acknowledged", who=william, now=NOW)

    with pytest.raises(Refused, match="do not open the network"):
        services.suspend(complaint_id=filed.id, partner="rankin", who=william, now=NOW)


def test_asked_to_pay_rings_for_security_at_once_and_opens_to_nobody_else(heard):
    word = AskedToPay(at=NOW, by="William", partner="rankin", says="five dollars", halted=False)
    services.tell_security(word)

    assert watches.ring_due(NOW) == 1
    allan, harriet = heard.visit("allan"), heard.visit("harriet")
    assert [rung.word for rung in queries.asked_to_pay(allan.keyring)] == [word]
    assert queries.asked_to_pay(harriet.keyring) == []


def test_security_answers_it_and_may_suspend_the_partner(heard):
    word = AskedToPay(at=NOW, by="William", partner="rankin", says="five dollars", halted=False)
    watch = services.tell_security(word)
    watches.ring_due(NOW)
    allan = heard.visit("allan")

    with pytest.raises(Refused, match="what was done"):
        services.answer_asked_to_pay(watch_id=watch, note=" ", who=allan, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        services.answer_asked_to_pay(
            watch_id=watch, note="spoke", who=heard.visit("harriet"), now=NOW
        )
    services.answer_asked_to_pay(watch_id=watch, note="spoke with him", who=allan, now=NOW)

    assert queries.asked_to_pay(allan.keyring) == []


def test_the_code_is_acknowledged_once_and_security_sees_who_has_not(heard):
    anna = heard.visit("anna")
    assert queries.is_code_due(anna)

    services.keep_code(who=anna, now=NOW)
    services.keep_code(who=heard.visit("anna"), now=NOW)

    assert not queries.is_code_due(heard.visit("anna"))
    keyring = heard.visit("allan").keyring
    missing = {member.alias for member in queries.not_acknowledged(keyring)}
    assert missing == {"Allan", "Harriet", "William", "Esther", "Passmore"}
    assert audit.count(keyring, kinds=["code acknowledged"]) == 1


def test_a_complaint_that_waits_longer_than_a_day_stands_in_red(heard):
    file(heard)
    william, late = heard.visit("william"), NOW + timedelta(hours=25)

    assert queries.waiting(william, NOW) == (1, False)
    assert queries.waiting(william, late) == (1, True)
    assert queries.waiting(heard.visit("anna"), late) == (0, False)


def test_the_pages_of_a_complaint(heard):
    anna, william = heard.browser("anna"), heard.browser("william")
    said = {"whom": "colleague", "about": "the cook", "words": "He shouts.", "follow": "on"}

    unfollowed = anna.post(reverse("complaint-new"), said | {"follow": ""})
    ComplaintRow.objects.all().delete()
    sent = anna.post(reverse("complaint-new"), said, follow=True)
    row = ComplaintRow.objects.get()
    page = william.get(reverse("complaint", args=[row.id]))
    done = william.post(reverse("complaint-acknowledge", args=[row.id]))
    answered = william.post(
        reverse("complaint-act", args=[row.id]), {"did": "answer", "says": "We asked him."}
    )

    assert unfollowed["Location"] == reverse("complaint-sent")
    assert "Allan, Passmore, William" in sent.content.decode()
    assert "He shouts." in page.content.decode()
    assert (done.status_code, answered.status_code) == (302, 302)
    assert "We asked him." in anna.get(reverse("complaint", args=[row.id])).content.decode()
    harriet = heard.browser("harriet")
    assert harriet.get(reverse("complaint", args=[row.id])).status_code == 409
    assert "He shouts." not in harriet.get(reverse("complaints")).content.decode()


def test_security_names_who_hears_them_on_a_page_and_nobody_else_does(office):
    allan, harriet = office.browser("allan"), office.browser("harriet")
    william = {"colleague": office.ids["william"]}

    refused = harriet.post(reverse("focal-appoint"), william)
    named = allan.post(reverse("focal-appoint"), william)
    twice = allan.post(reverse("focal-appoint"), william)
    nobody = allan.post(reverse("focal-appoint"), {"colleague": "nobody"})

    assert [a.status_code for a in (refused, named, twice, nobody)] == [403, 302, 422, 422]
    (view,) = queries.roster(office.visit("allan"))
    assert allan.post(reverse("focal-dismiss", args=[view.id])).status_code == 302
    assert queries.roster(office.visit("allan")) == []


def test_security_puts_asked_to_pay_away_on_a_page(heard):
    word = AskedToPay(at=NOW, by="William", partner="rankin", says="five dollars", halted=False)
    watch = services.tell_security(word)
    watches.ring_due(NOW)
    allan = heard.browser("allan")
    said = {"note": "spoke with him", "partner": "nobody"}

    page = allan.get(reverse("asked-to-pay")).content.decode()
    wrong = allan.post(reverse("asked-to-pay-answer", args=[watch]), said)

    assert "five dollars" in page
    assert (wrong.status_code, "do not open the network" in wrong.content.decode()) == (422, True)
    right = allan.post(reverse("asked-to-pay-answer", args=[watch]), said | {"partner": ""})
    assert right.status_code == 302
    assert "five dollars" not in allan.get(reverse("asked-to-pay")).content.decode()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_card_is_printed_in_both_languages(heard, language):
    answer = heard.browser("anna").get(reverse("complaint-card", args=[language]))

    assert answer.content.startswith(b"%PDF")


def test_a_door_without_the_gazetteer_is_told_that_nobody_hears_it(heard):
    esther = heard.visit("esther")

    assert isinstance(esther.door, staff.Door)
    with pytest.raises(Refused, match="Nobody has been named yet"):
        file(heard, by="esther")


def test_whoever_leaves_their_name_out_is_named_to_nobody_who_hears_it(heard):
    filed = file(heard, by="anna", by_="")

    seen = queries.complaint(filed.id, heard.visit("allan"))

    assert seen.complaint.by == ""
    assert b"anna" not in msgspec.msgpack.encode(seen.complaint).lower()
    assert queries.complaint(filed.id, heard.visit("anna")).to_answer is False


def test_many_complaints_drive_none_out_that_waits(heard):
    filed = file(heard, at=NOW - timedelta(days=9))
    ComplaintRow.objects.bulk_create(
        ComplaintRow(day=NOW.date(), boxes=b"\x00" * personal.PLACES * personal.PLACE_BYTES)
        for _each in range(210)
    )
    allan = heard.visit("allan")

    assert queries.waiting(allan, NOW) == (1, True)
    services.act(complaint_id=filed.id, did="acknowledged", who=allan, now=NOW)
    assert [view.id for view in queries.complaints(allan)] == [filed.id]
