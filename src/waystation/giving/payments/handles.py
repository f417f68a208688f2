"""By what a provider steers a recurring gift, as it lies in a box."""

import msgspec


class Handle(msgspec.Struct, frozen=True, tag="handle/1"):
    """The provider's own id of a recurring gift."""

    ref: str

    def __repr__(self) -> str:
        return "<Handle>"
