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
            digest="finder said_mark",
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
            coarse="state asked_on told_in",
            opaque="campaign",
        ),
        **_lines("MemberRow", published="slug name text goal_cents", coarse="state", opaque="team"),
        **_lines(
            "RecurringRow",
            opaque="donor campaign team member reference",
            coarse="state every counts_until provider started_on next_on is_to_show failed_n"
            " told_n failing_since paused_until",
            money="cents currency fund",
            digest="ref_digest",
        ),
        **_lines(
            "PledgeRow",
            opaque="donor campaign entry",
            coarse="kind state promised_on",
            money="cents currency basis_points fund",
        ),
        **_lines("PledgeDue", opaque="pledge gift entry", coarse="due_on asked_n", money="cents"),
        **_lines(
            "MatchRow",
            opaque="donor campaign",
            coarse="state from_on until_on",
            money="percent cap_cents taken_cents",
            published="shown_name",
        ),
        **_lines(
            "GiftRow",
            opaque="donor campaign team member recurring pledge match matches entry reference",
            coarse="kind way state provider begun_on paid_on is_message_open is_to_show is_to_tell",
            money="cents fee_cents cover_cents refunded_cents by_bank_cents disputed_cents"
            " currency fund",
            digest="ref_digest",
            published="shown_name message",
        ),
        **_lines("PageAskRow", coarse="kind state asked_on", opaque="campaign team member"),
        **_lines("PersonPrice", published="cents published_on year is_withdrawn"),
        **_lines("GiftEntry", opaque="gift entry"),
        **_lines("SiteStamp", coarse="n"),
        **_lines(
            "EventRow",
            published="slug title_en title_ko text_en text_ko place_en place_ko starts_at ends_at"
            " zone seats",
            coarse="state kind published_n",
        ),
        **_lines(
            "AskRow",
            opaque="event",
            coarse="kind state asked_on nth people is_told",
            digest="finder link",
        ),
        **_lines(
            "OrganisationRow",
            published="since name name_ko address country place registrations signatory"
            " signatory_role"
            " website",
        ),
        **_lines(
            "ReceiptRow",
            opaque="donor replaces",
            coarse="year number kind state issued_on void_on",
            money="cents currency",
            digest="digest",
            sealed="paper why",
        ),
        **_lines("ReceiptGift", opaque="receipt gift", money="cents", coarse="stands"),
        **_lines("DonorWord", opaque="donor", coarse="said_on state", digest="mark"),
        **_lines("PermissionRow", opaque="donor", coarse="said_on"),
        **_lines("MergeRow", opaque="kept gone", coarse="state decided_on"),
        **_lines("BlotRow", opaque="donor asked_by decided_by", coarse="state asked_on decided_on"),
        **_lines(
            "LetterRow",
            opaque="donor",
            coarse="kind state asked_on sent_on tries fault",
            digest="mark",
        ),
        **_lines("OwnVisit", digest="digest mark", coarse="is_link ends_at", sealed="box"),
        **_lines(
            "NoticeRow",
            digest="digest about ref also unless",
            coarse="provider kind state why happened_on heard_on",
            money="cents fee_cents",
        ),
        **_lines("NameRow", digest="digest", opaque="gift recurring notice"),
        **_lines("HandleRow", opaque="recurring"),
        **_lines("ForgedCount", coarse="provider on n"),
        **_lines("PayoutRow", opaque="notice entry", money="cents fee_cents", coarse="arrives_on"),
        **_lines("TransferRow", opaque="line gift"),
        **_lines(
            "TrialCheckout",
            opaque="ref",
            coarse="state every language back cancel",
            money="cents currency",
        ),
        **_lines(
            "TrialPayment",
            opaque="checkout name payout",
            money="cents fee_cents refunded_cents paid_out_cents payout_cents",
        ),
        **_lines(
            "DataRelease",
            published="state through_on decided_on retracted_on why",
            coarse="asked_on",
            opaque="asked_by decided_by retracted_by",
        ),
        **_lines("DataFile", opaque="release", published="name content digest"),
        **_lines(
            "OpenGrant",
            published="cents awarded_on title about to_kind to_name",
            opaque="entry chosen_by",
            coarse="chosen_on",
        ),
    }

    def ready(self) -> None:
        """Enter what finance does with gifts in the list of what waits for a second hand."""
        from waystation.giving.gifts import byhand

        byhand.register_all()
