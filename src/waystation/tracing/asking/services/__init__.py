"""Changes of consents: at the tracing desk, what came in of them, and at the case worker's."""

from waystation.tracing.asking.services.following import follow, let_go
from waystation.tracing.asking.services.hearing import Heard, hear
from waystation.tracing.asking.services.officer import (
    ask,
    ask_seeker,
    end,
    note_seeker,
    note_sought,
    open_contact,
    pass_message,
    withdraw,
)
from waystation.tracing.asking.services.worker import (
    answer,
    answer_again,
    give_message,
    hand_on,
    put_by,
)

__all__ = [
    "Heard", "answer", "answer_again", "ask", "ask_seeker", "end", "follow", "give_message",
    "hand_on", "hear", "let_go", "note_seeker", "note_sought", "open_contact", "pass_message",
    "put_by", "withdraw",
]  # fmt: skip
