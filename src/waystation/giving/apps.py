"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

OPAQUE, COARSE, SEALED, DIGEST, MONEY = "opaque", "coarse", "sealed", "digest", "money"
PUBLISHED = "published"


def _lines(model: str, **classes: str) -> dict[str, str]:
    """Write one model's lines: class = the fields' names with spaces between them."""
    return {
        f"{model}.{field}": kind for kind, fields in classes.items() for field in fields.split()
    }


class GivingConfig(AppConfig):
    """Donors, gifts, campaigns, teams, receipts."""

    name = "waystation.giving"
    label = "giving"
    sensitivity = {
        "*.id": OPAQUE,
        "*.cell": OPAQUE,
        "*.revision": COARSE,
        "*.box": SEALED,
        "*.own": SEALED,
        **_lines(
            "DonorRow",
            digest="finder",
            public="own_public",
            sealed="own_wrap",
            coarse="since",
            opaque="merged_into",
        ),
        **_lines(
            "CampaignRow",
            published="slug fund title_en title_ko text_en text_ko goal_cents goal_people"
            " person_cents monthly_goal_cents starts_on ends_on",
            coarse="state",
        ),
        **_lines(
            "TeamRow",
            published="slug fund name text goal_cents",
            coarse="state asked_on",
            opaque="campaign",
        ),
        **_lines("MemberRow", published="slug name text goal_cents", coarse="state", opaque="team"),
        **_lines(
            "RecurringRow",
            opaque="donor campaign team member",
            coarse="state every counts_until provider started_on next_on failed_n failing_since"
            " paused_until",
            money="cents currency fund",
            digest="ref_digest",
        ),
        **_lines(
            "PledgeRow",
            opaque="donor campaign entry",
            coarse="kind state promised_on",
            money="cents currency basis_points fund",
        ),
        **_lines("PledgeDue", opaque="pledge gift", coarse="due_on asked_n", money="cents"),
        **_lines(
            "MatchRow",
            opaque="donor campaign",
            coarse="state from_on until_on",
            money="percent cap_cents",
            published="shown_name",
        ),
        **_lines(
            "GiftRow",
            opaque="donor campaign team member recurring pledge match matches entry reference",
            coarse="kind way state provider begun_on paid_on is_message_open",
            money="cents fee_cents cover_cents refunded_cents currency fund",
            digest="ref_digest",
            published="shown_name message",
        ),
        **_lines("SiteStamp", coarse="n"),
    }
