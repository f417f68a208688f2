"""What stands on the paper card for people who travel: what nobody may ask, and whom to tell."""

from django.utils.translation import gettext as _


def words_of_card() -> dict[str, object]:
    """Give the words of the card in the language that is active."""
    return {
        "title": _("You owe nothing to anybody"),
        "says": [
            _("Nobody may ask you for money, work, papers or anything else for this journey."),
            _("Nobody may touch you, threaten you or want your company in return for help."),
            _("Nobody may keep you, or part you from your child, against your will."),
        ],
        "tell": _("If somebody does, tell any of us whom you trust, whenever you like."),
        "kept": _("Whoever you complain of never reads it. You lose nothing by telling us."),
        "answer": _("You get a word within a day, and you decide what happens next."),
        "lines": [
            _("Whom you can tell here"),
            _("Whom you can tell outside, if it is one of us"),
        ],
        "safe": _("Keep this card only if it is safe to have it."),
    }
