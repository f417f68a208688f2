"""Many names as arrays for the kernel, and what they say of how common names are."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from waystation.kernel import lattice
from waystation.tracing.names.decoding import Decoder, Read
from waystation.tracing.names.priors import Priors, published, renewed
from waystation.tracing.names.symbols import PLACES, UNREAD, alphabet

# So many names say enough of how common syllables are; more only take time.
SEEN_MAX, ROUNDS = 6_000, 2
# Whose chance of being Korean is below this counts as a name of another tongue.
OTHER = 0.5


def pack(lists: Iterable[Sequence[str]], known: Priors | Decoder | None = None) -> lattice.Names:
    """Read all names of each record and lay them out for the kernel.

    Registers and requests that are to be compared are packed with the same priors. A name without
    a letter is left out; a record without names stays, and says nothing.

    Args:
      known: the priors, or who reads by them and remembers what was read before.
    """
    decoder = known if isinstance(known, Decoder) else Decoder(known or published())
    begins, reads = [0], []
    for names in lists:
        said = (decoder.read(name) for name in dict.fromkeys(names))
        reads += [read for read in said if read.words]
        begins.append(len(reads))
    return _laid_out(begins, reads, decoder.priors)


def learn(lists: Sequence[Sequence[str]]) -> Priors:
    """Learn from names how common each syllable and each word is among these people, unlabelled.

    Of many names an even choice is read. The same names always give the same answer.
    """
    known = published()
    names = [name for held in lists for name in held if name.strip()]
    seen = names[:: max(1, -(-len(names) // SEEN_MAX))]
    for _ in range(ROUNDS if seen else 0):
        decoder = Decoder(known)
        counts = np.zeros_like(known.places)
        words: Counter[str] = Counter()
        others = 0
        for name in seen:
            read = decoder.read(name)
            _count(read, counts)
            if read.korean < OTHER:
                words.update(set(read.words))
                others += 1
        known = renewed(published(), counts)._replace(words=dict(words), names=others)
    return known


def _count(read: Read, counts: np.ndarray) -> None:
    for place, entries in enumerate(read.places):
        for code, share in entries:
            if code < counts.shape[1]:
                counts[place, code] += read.korean * share


def _laid_out(begins: list[int], reads: list[Read], priors: Priors) -> lattice.Names:
    places, words, spelled = [0], [0], [0]
    codes: list[int] = []
    chances: list[float] = []
    owners: list[int] = []
    letters: list[int] = []
    bits: list[float] = []
    for read in reads:
        for place in range(PLACES):
            for code, share in read.places[place]:
                codes.append(code)
                chances.append(share)
                owners.append(place)
            places.append(len(codes))
        for word in read.words:
            letters += map(ord, word)
            spelled.append(len(letters))
            bits.append(priors.word_bits(word))
        words.append(len(bits))
    return lattice.Names(
        begins=np.array(begins, np.int32),
        korean=np.array([read.korean for read in reads], np.float32),
        places=np.array(places, np.int32),
        codes=np.array(codes, np.int32),
        chances=np.array(chances, np.float32),
        rarity=_rarity(np.array(codes, np.int64), np.array(owners, np.int64), priors),
        words=np.array(words, np.int32),
        spelled=np.array(spelled, np.int32),
        letters=np.array(letters, np.int32),
        bits=np.array(bits, np.float32),
    )


def _rarity(codes: np.ndarray, places: np.ndarray, priors: Priors) -> np.ndarray:
    """Give 1 / share of each symbol at its place; 0 for what could not be read."""
    size = len(alphabet().symbols)
    row = np.concatenate([priors.rarities(), np.full((PLACES, 1), priors.most())], axis=1)
    found = row[places, np.minimum(codes, size)]
    return np.where(codes == UNREAD, 0.0, found).astype(np.float32)
