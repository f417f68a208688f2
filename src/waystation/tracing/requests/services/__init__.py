"""Changes of requests, from the interview to their destruction."""

from waystation.tracing.requests.services.destroying import (
    HANDS_NEEDED,
    ask_to_destroy,
    destroy,
    keep_after_all,
)
from waystation.tracing.requests.services.hearing import (
    hear,
)
from waystation.tracing.requests.services.writing import (
    change,
    close,
    identify,
    note_links,
    note_report,
    open_request,
    pause,
    renew,
    reopen,
    resume,
    take_back,
    undo,
)

__all__ = [
    "HANDS_NEEDED",
    "ask_to_destroy",
    "change",
    "close",
    "destroy",
    "hear",
    "identify",
    "keep_after_all",
    "note_links",
    "note_report",
    "open_request",
    "pause",
    "renew",
    "reopen",
    "resume",
    "take_back",
    "undo",
]
