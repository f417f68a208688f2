"""The few ways in which the system says no."""


class Refused(Exception):
    """What a person can mend: says what is wrong and, as a hint, what to do next.

    Both sentences are shown as they stand; neither may hold personal data.
    """

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.hint = hint


class Forbidden(Refused):
    """This role may not do that; nothing about the thing asked for is revealed."""


class Later(Refused):
    """Too many at once: the same again after `wait_s` seconds."""

    status = 429

    def __init__(self, says: str, hint: str = "", *, wait_s: int) -> None:
        super().__init__(says, hint)
        self.wait_s = wait_s


class Overtaken(Exception):
    """Somebody else changed the record first: read again, decide again."""


class Tampered(Exception):
    """Stored bytes are not what was sealed. Never shown to a user, always alarmed."""
