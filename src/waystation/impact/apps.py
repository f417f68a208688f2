"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig


def _lines(model: str, **classes: str) -> dict[str, str]:
    """Write one model's lines: class = the fields' names with spaces between them."""
    return {
        f"{model}.{field}": kind for kind, fields in classes.items() for field in fields.split()
    }


class ImpactConfig(AppConfig):
    """Figures and stories."""

    name = "waystation.impact"
    label = "impact"
    sensitivity: dict[str, str] = {
        "*.id": "opaque",
        **_lines("CountedRow", opaque="cell", coarse="day revision", sealed="body"),
        **_lines(
            "FigureProposalRow",
            opaque="cell proposed_by decided_by",
            coarse="day revision state",
            sealed="body",
        ),
        **_lines(
            "ReleaseRow",
            opaque="proposal",
            published="number figure what told counted_to released_on reason proposed_by"
            " approved_by previous digest",
        ),
        **_lines(
            "NoiseRow", opaque="proposal", published="figure year milli_epsilon", coarse="drawn_on"
        ),
        **_lines(
            "PieceRow",
            opaque="cell derived_from drafted_by reviewed_by proposed_by published_by lifted_by"
            " picture_name",
            coarse="revision kind state is_historical channels forms until published_on",
            digest="draft_digest reviewed_digest",
            sealed="box own sealed_picture hold_box",
            published="slug title_en title_ko text_en text_ko changed_en changed_ko source alt_en"
            " alt_ko picture",
        ),
        **_lines(
            "PieceVoice",
            opaque="piece consent",
            digest="approved_digest",
            coarse="answered_on",
            sealed="words_box",
        ),
        **_lines("PieceCopy", opaque="piece cell", sealed="box"),
        **_lines(
            "PieceLink",
            opaque="voice",
            digest="secret_digest",
            coarse="until language",
            sealed="box",
        ),
        **_lines(
            "PieceUse",
            opaque="piece cell recalled_by",
            coarse="channel used_on recalled_on",
            sealed="box",
        ),
    }

    def ready(self) -> None:
        """Let what is told in public end with the consent it stands on."""
        from waystation.cases.telling import services as telling
        from waystation.impact.stories import ending

        telling.react(ending.consents_ended)
