"""Names in any spelling: read as what they are in Hangul, and laid out for comparing. Pure."""

from waystation.tracing.names.decoding import Decoder, Reading, shown
from waystation.tracing.names.explaining import Likeness, explain
from waystation.tracing.names.packing import learn, pack
from waystation.tracing.names.priors import Priors, published
from waystation.tracing.names.symbols import alphabet

__all__ = [
    "Decoder", "Likeness", "Priors", "Reading", "alphabet", "decode", "explain", "learn", "pack",
    "published",
]  # fmt: skip


def decode(text: str, priors: Priors | None = None) -> Reading:
    """Read one name: which syllables it probably has, place by place. It never fails."""
    return shown(Decoder(priors or published()).read(text))
