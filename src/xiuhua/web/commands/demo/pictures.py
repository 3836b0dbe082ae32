"""Small drawn pictures that stand for photos: a flat street scene with the words 演示照片 across it.

A few scenes before and after are drawn and go through the real path of photos once; each case then
refers to one of them, as two uploads of one picture would. Noise: colours and positions by the seed.
"""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

# 演示照片 as four glyphs of 24 × 24 dots, a row per number; so no font is needed.
GLYPHS = (
    (
        *(0x000000, 0x080300, 0x0E0300, 0x06FFFC, 0x00FFFC, 0x00C004, 0x00C004, 0x003FF8),
        *(0x380300, 0x1C0300, 0x007FFC, 0x00430C, 0x00430C, 0x007FFC, 0x06630C, 0x06430C),
        *(0x06631C, 0x0C7FFC, 0x0C0840, 0x183870, 0x18F01C, 0x11C00C, 0x000000, 0x000000),
    ),
    (
        *(0x000000, 0x000000, 0x0FFFF8, 0x000000, 0x000000, 0x000000, 0x000000, 0x3FFFFE),
        *(0x3FFFFE, 0x000C00, 0x000C00, 0x030C00, 0x030C60, 0x060C30, 0x060C30, 0x0C0C18),
        *(0x0C0C1C, 0x180C0C, 0x300C0C, 0x101C00, 0x00F800, 0x00F000, 0x000000, 0x000000),
    ),
    (
        *(0x000000, 0x0F9FFC, 0x1FDFFC, 0x18C30C, 0x18C30C, 0x18C70C, 0x18CE0C, 0x1FFC78),
        *(0x1FD000, 0x18CFF8, 0x18DFFC, 0x18D80C, 0x18D80C, 0x1FD80C, 0x1FDFFC, 0x181FFC),
        *(0x000000, 0x044218, 0x0C6318, 0x0C630C, 0x18618C, 0x306186, 0x100000, 0x000000),
    ),
    (
        *(0x000000, 0x060600, 0x060600, 0x060600, 0x060600, 0x060600, 0x060600, 0x07FFFC),
        *(0x07FFFC, 0x060000, 0x060000, 0x060000, 0x07FFC0, 0x07FFC0, 0x0600C0, 0x0C00C0),
        *(0x0C00C0, 0x0C00C0, 0x1C00C0, 0x1800C0, 0x3800C0, 0x3000C0, 0x000040, 0x000000),
    ),
)
SIZE = (640, 480)
SKIES = ((206, 222, 234), (222, 226, 226), (190, 209, 226), (231, 222, 206))
WALLS = ((214, 200, 180), (198, 190, 184), (225, 214, 196), (180, 172, 164), (205, 186, 170))
AWNINGS = ((150, 70, 60), (60, 98, 120), (84, 112, 84), (170, 130, 70))


def draw(kind: str, seed: int) -> bytes:
    """A JPEG of a street: `before` with things lying about, `after` without, the scene by the seed."""
    chance = Random(f"picture:{seed}")
    image = Image.new("RGB", SIZE, chance.choice(SKIES))
    pen = ImageDraw.Draw(image)
    _houses(pen, chance)
    pen.rectangle((0, 330, 640, 390), fill=(190, 188, 182))
    pen.rectangle((0, 390, 640, 480), fill=(120, 120, 122))
    for x in range(-20, 640, 110):
        pen.rectangle((x, 432, x + 60, 438), fill=(220, 220, 214))
    _tree(pen, chance.randrange(60, 580))
    if kind == "before":
        _mess(pen, chance)
    _words(pen, "演示照片", 20, 20)
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _houses(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    x = 0
    while x < SIZE[0]:
        width, height = chance.randrange(110, 190), chance.randrange(150, 270)
        pen.rectangle((x, 330 - height, x + width, 330), fill=chance.choice(WALLS))
        for wx in range(x + 16, x + width - 30, 40):
            for wy in range(330 - height + 18, 235, 46):
                pen.rectangle((wx, wy, wx + 22, wy + 28), fill=(120, 138, 150))
        pen.rectangle((x + 8, 262, x + width - 8, 276), fill=chance.choice(AWNINGS))
        pen.rectangle((x + 14, 276, x + width - 14, 330), fill=(96, 92, 90))
        x += width + 4


def _tree(pen: ImageDraw.ImageDraw, x: int) -> None:
    pen.rectangle((x - 6, 250, x + 6, 372), fill=(110, 86, 64))
    pen.ellipse((x - 58, 150, x + 58, 262), fill=(98, 132, 92))


def _mess(pen: ImageDraw.ImageDraw, chance: Random) -> None:
    """Bags, boxes and bicycles, as shapes."""
    middle = chance.randrange(120, 520)
    for _ in range(chance.randrange(6, 12)):
        x, y = middle + chance.randrange(-90, 90), chance.randrange(345, 385)
        colour = chance.choice(((60, 60, 60), (140, 110, 70), (210, 205, 190), (70, 90, 130)))
        side = chance.randrange(14, 34)
        if chance.random() < 0.5:
            pen.ellipse((x, y, x + side, y + side * 0.8), fill=colour)
        else:
            pen.rectangle((x, y, x + side, y + side * 0.7), fill=colour)


def _words(pen: ImageDraw.ImageDraw, words: str, x: int, y: int, dot: int = 2) -> None:
    side = 24 * dot
    pen.rectangle(
        (x - 8, y - 8, x + len(words) * (side + 6) + 2, y + side + 8), fill=(250, 249, 246)
    )
    for place, glyph in enumerate(GLYPHS):
        for row, bits in enumerate(glyph):
            for column in range(24):
                if bits >> (23 - column) & 1:
                    left = x + place * (side + 6) + column * dot
                    top = y + row * dot
                    pen.rectangle((left, top, left + dot - 1, top + dot - 1), fill=(179, 57, 47))
