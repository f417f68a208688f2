"""What a donor does alone: be shown otherwise, change, pause, stop, allow, take along, leave."""

import json
from datetime import date

from waystation.giving.donors import queries as donors
from waystation.giving.donors import services as keeping
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.letters import links
from waystation.giving.models import DonorRow, GiftRow, LetterRow, PermissionRow, RecurringRow
from waystation.giving.own.tests.conftest import GERRIT, enter
from waystation.giving.tests.office import NOW, TODAY

HANNAH = Donor(name="Hannah", email="hannah@example.org")


def page(visitor, language="en"):
    return visitor.get(f"/{language}/own/page/").content.decode()


def test_a_donor_sees_their_gifts_and_changes_how_one_is_shown(visitor, office, gerrit):
    enter(visitor, office, GERRIT.email)
    shown = page(visitor)
    assert "$50 each month" in shown
    assert "with my name" in shown
    assert "with my initials" in shown
    gift = f"/en/own/gift/{gerrit['gift']}/"
    assert "Go well." in visitor.get(gift).content.decode()

    done = visitor.post(gift, {"shown_as": "anonymous"}, follow=True)

    assert "shown as you wish" in done.content.decode()
    row = GiftRow.objects.get(pk=gerrit["gift"])
    assert (row.shown_name, row.message) == ("", "")
    assert visitor.post(gift, {"shown_as": "loudly"}).status_code == 422
    visitor.post(f"/en/own/gift/{gerrit['instalment']}/", {"shown_as": "anonymous"})
    assert page(visitor).count(">as “Anonymous”</a>") == 2


def test_a_regular_gift_is_changed_paused_resumed_and_stopped_alone(visitor, office, gerrit):
    enter(visitor, office, GERRIT.email)
    url = f"/en/own/regular/{gerrit['regular']}/"

    def press(act, **more):
        answer = visitor.post(url, {"act": act, **more})
        row = RecurringRow.objects.get(pk=gerrit["regular"])
        return answer.status_code, row.state, row.cents

    assert press("amount", amount="0") == (422, "active", 5_000)
    for outside in ("0.50", "20000000"):
        assert press("amount", amount=outside) == (422, "active", 5_000)
    assert press("amount", amount="70.50") == (302, "active", 7_050)
    assert press("pause", months="5") == (422, "active", 7_050)
    assert press("pause", months="2") == (302, "paused", 7_050)
    assert press("resume") == (302, "active", 7_050)
    assert press("renew") == (409, "active", 7_050)
    assert press("burn") == (404, "active", 7_050)
    assert press("stop") == (302, "stopped", 7_050)
    assert press("resume") == (422, "stopped", 7_050)
    assert "stopped" in page(visitor)
    kinds = list(LetterRow.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == ["changed", "paused", "resumed", "stopped", "thanks", "thanks"]


def test_another_donor_s_gifts_are_answered_like_gifts_that_never_were(visitor, office, gerrit):
    asked = Asked(who=HANNAH, cents=100, way="cash")
    gift = gifts.begin(asked, now=NOW)
    gifts.paid(gift.pk, cents=100, fee_cents=0, ref="h", on=TODAY, now=NOW)
    enter(visitor, office, HANNAH.email)
    never = str(gerrit["row"].pk)

    for path, key in (("gift", "gift"), ("regular", "regular"), ("receipt", "gift")):
        answers = [
            getattr(visitor, method)(f"/en/own/{path}/{one}/", {"act": "stop"})
            for one in (gerrit[key], never)
            for method in ("get", "post")
        ]
        contents = {a.content.replace(str(gerrit[key]).encode(), never.encode()) for a in answers}
        assert {a.status_code for a in answers} <= {409, 405}
        assert len(contents) <= 2
    assert RecurringRow.objects.get(pk=gerrit["regular"]).state == "active"
    assert "Gerrit" not in page(visitor)


def test_without_a_visit_there_is_the_door_and_nothing_is_done(visitor, gerrit):
    assert visitor.get("/en/own/page/")["Location"] == "/en/own/"
    visitor.cookies["own"] = "stolen"
    for path in ("page/", "export/", f"gift/{gerrit['gift']}/"):
        assert visitor.get(f"/en/own/{path}").status_code == 403
    for path in ("leave/", "permissions/", f"regular/{gerrit['regular']}/"):
        answer = visitor.post(f"/en/own/{path}", {"act": "stop", "language": "en"})
        assert answer.status_code == 403
    assert RecurringRow.objects.get(pk=gerrit["regular"]).state == "active"
    assert PermissionRow.objects.count() == 0


def test_what_a_donor_allows_holds_at_once_and_keeps_its_history(visitor, office, gerrit, julia):
    enter(visitor, office, GERRIT.email)
    form = {"allows": ["letters", "news"], "language": "ko"}
    for _ in range(2):
        visitor.post("/en/own/permissions/", form)
    assert PermissionRow.objects.count() == 1
    visitor.post("/en/own/permissions/", {"language": "ko"})

    row = DonorRow.objects.get(pk=gerrit["row"].pk)
    assert not donors.may(row, "news", julia)
    assert not donors.may(row, "letters", julia)
    assert [(one.what, one.yes, one.source) for one in donors.history(row, julia)] == [
        ("news", True, "own page"), ("letters", False, "own page"), ("news", False, "own page"),
    ]  # fmt: skip
    assert donors.donor(row.pk, julia).language == "ko"
    assert "Gerrit Smith" in page(visitor, "ko")


def test_one_press_in_a_letter_wants_no_more_and_a_forged_one_does_nothing(
    visitor, gerrit, julia, settings
):
    settings.SITE_ORIGIN = "https://give.example.org"
    row = gerrit["row"]
    path = links.no_more(row.pk, "letters", "en").removeprefix(settings.SITE_ORIGIN)
    assert visitor.get(path.replace("letters", "news")).status_code == 404
    assert visitor.post(path[:-3] + "00/").status_code == 404
    assert visitor.get(path).status_code == 200
    assert donors.may(row, "letters", julia)

    program = {"sec-fetch-site": "cross-site"}
    done = visitor.post(path, {"List-Unsubscribe": "One-Click"}, headers=program)

    assert done.status_code == 200
    assert not donors.may(row, "letters", julia)


def test_a_donor_takes_along_all_that_is_kept_of_them(visitor, office, gerrit):
    keeping.welcome(Donor(name="Somebody", email=GERRIT.email), now=NOW)
    enter(visitor, office, GERRIT.email)

    told = json.loads(visitor.get("/en/own/export/").content)

    assert told["record"]["name"] == "Gerrit Smith"
    assert [one["cents"] for one in told["gifts"]] == [5_000, 5_000]
    assert told["gifts"][0]["on"] == date(2026, 3, 2).isoformat()
    assert {one["said"]["message"] for one in told["gifts"]} == {"Go well.", ""}
    assert told["regular gifts"][0]["every"] == "monthly"
    assert told["said later"][0]["name"] == "Somebody"
    assert {one["letter"]["kind"] for one in told["letters"]} == {"thanks"}
    visitor.post("/en/own/leave/")
    assert visitor.get("/en/own/export/").status_code == 403
