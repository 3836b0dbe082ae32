"""Photos for the storm: real JPEGs, no two of the same bytes, drawn once and then marked.

Many share what they show, as photos of one place do, so their public copies are one file for several cases;
now and then one is large enough to pass through a temporary file. Noise: shapes and colours by the seed.
"""

import io
import random
import struct
import uuid

from PIL import Image, ImageDraw

DRAWN = 24
SMALL_PX, LARGE_PX = (480, 360), (1500, 1100)
LARGE_ONE_IN = 40


class Album:
    """A supply of photos by a seed."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(f"{seed} album")
        self._small = [_drawn(chance, SMALL_PX) for _ in range(DRAWN)]
        self._large = _noise(chance)

    def take(self, chance: random.Random) -> bytes:
        """One more photo that nobody has sent before."""
        is_large = chance.randrange(LARGE_ONE_IN) == 0
        found = self._large if is_large else chance.choice(self._small)
        mark = uuid.UUID(int=chance.getrandbits(128)).bytes
        # A comment right behind the mark of the beginning: other bytes, the same picture.
        return found[:2] + b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark + found[2:]


def _drawn(chance: random.Random, size: tuple[int, int]) -> bytes:
    image = Image.new("RGB", size, _colour(chance))
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.rectangle(
            (x, y, x + chance.randrange(5, 120), y + chance.randrange(5, 90)), _colour(chance)
        )
    return _jpeg(image)


def _noise(chance: random.Random) -> bytes:
    """Over a megabyte, which no longer fits into the memory of an upload."""
    return _jpeg(Image.frombytes("RGB", LARGE_PX, chance.randbytes(LARGE_PX[0] * LARGE_PX[1] * 3)))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)
