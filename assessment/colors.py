"""A firm's colour: darkened until white words can be read on it, and its words on white."""

import re

WHITE_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: of words on a button in the firm's colour, and in it on paper
Color = tuple[float, float, float]
WHITE: Color = (1, 1, 1)
BLACK: Color = (0, 0, 0)


def readable(accent: str) -> str:
    """The colour ``#rrggbb`` that screens and documents use for a firm's own: the same, or darker.

    A light colour is not refused, because it may be the one on the firm's door; it is darkened.
    """
    brand = _parts(accent)
    while _contrast_with_white(brand) < WHITE_CONTRAST:
        brand = _mixed(brand, BLACK, 0.08)
    return _hex(brand)


def stylesheet(accent: str) -> str:
    """The brand colours made from ``#rrggbb``, each readable with white."""
    brand = _parts(readable(accent))
    named = {
        "brand": brand,
        "brand-deep": _mixed(brand, BLACK, 0.25),
        "brand-soft": _mixed(brand, WHITE, 0.9),
    }
    return ":root{" + ";".join(f"--color-{name}:{_hex(color)}" for name, color in named.items()) + "}\n"


def is_color(accent: str) -> bool:
    """Whether it is written as ``#`` and six small hexadecimal digits."""
    return re.fullmatch("#[0-9a-f]{6}", accent) is not None


def _parts(accent: str) -> Color:
    if not is_color(accent):
        raise ValueError(f"{accent!r} is no colour of six hexadecimal digits")
    red, green, blue = (int(accent[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _mixed(color: Color, other: Color, share: float) -> Color:
    red, green, blue = (a + (b - a) * share for a, b in zip(color, other, strict=True))
    return red, green, blue


def _contrast_with_white(color: Color) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _hex(color: Color) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
