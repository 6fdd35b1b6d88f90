"""Cut the packaged type from its sources: ``python -m reports.make_fonts FOLDER`` (``make fonts``).

The folder receives the source packages through npm and pip (versions below) unless they are there already.
Needs fontTools and brotli, both development dependencies. The outcome is committed, since a build must not
depend on a registry; the same sources give the same bytes.

Everything is TrueType: a PDF writer that takes glyph numbers for CIDs is only right where the two are equal,
which region subsets of CFF fonts are not. Families carry our own names, since the sources reserve "Source".
"""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from reports.fonts import COVERAGE, TYPE
from reports.marks import MARKS, WIDTH

SCREEN = Path(__file__).parent.parent / "static" / "fonts" / "hegui-screen-sc.woff2"
NPM = ("@expo-google-fonts/noto-sans-sc@0.4.3", "@expo-google-fonts/noto-serif-sc@0.4.3")
PYPI = ("fontpkg-source-sans-3==3.52", "fontpkg-source-serif-4==4.4")
SANS_SC = "noto-sans-sc/{0}/NotoSansSC_{0}.ttf"
SERIF_SC = "noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf"
SANS = "fontpkg_source_sans_3/files/SourceSans3[wght].ttf"
SERIF = "fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"
ASCENT, DESCENT = 1000, -260  # the same in every family, so that baselines of both languages meet
STRUCTURE = ["BASE", "DSIG", "GlyphOrder", "MVAR", "STAT", "VORG", "gasp", "prep", "vhea", "vmtx"]


def decodable(encoding: str) -> set[int]:
    """The code points a two-byte Chinese encoding can write."""
    found: set[int] = set()
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                character = bytes((first, second)).decode(encoding)
            except UnicodeDecodeError:
                continue
            found.update(map(ord, character))
    return found


ASCII = set(range(0x20, 0x7F))
GB2312 = decodable("gb2312") | ASCII
SUPPLEMENTARY = set(range(0x20000, 0x32000))  # what the national table of 8,105 has beyond the basic plane
LATIN = (
    ASCII | set(range(0xA0, 0x250)) | set(range(0x2010, 0x2060)) | {0x20AC, 0x2116, 0x2122, 0x2190, 0x2192}
)
WESTERN = LATIN | set(range(0x370, 0x530)) | set(range(0x1E00, 0x2000))


def fetch(folder: Path) -> None:
    """Bring the source packages into ``folder`` and unpack them, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "noto-serif-sc").is_dir():
        subprocess.run(["npm", "pack", "--silent", *NPM], cwd=folder, check=True)
        for archive in folder.glob("*.tgz"):
            name = archive.name.removeprefix("expo-google-fonts-").rsplit("-", 1)[0]
            with tarfile.open(archive) as packed:
                packed.extractall(folder)  # noqa: S202  (named and pinned above)
            (folder / "package").rename(folder / name)
    if not (folder / "fontpkg_source_serif_4").is_dir():
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", *PYPI], cwd=folder, check=True)
        for archive in folder.glob("fontpkg*.whl"):
            zipfile.ZipFile(archive).extractall(folder)  # noqa: S202  (a package named and pinned above)


def cut(font: TTFont, characters: Iterable[int], features: Iterable[str] = ()) -> TTFont:
    """Keep the glyphs of ``characters`` and the named layout features, drop hints and vertical setting."""
    options = subset.Options(
        layout_features=list(features),
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    options.drop_tables += STRUCTURE + ([] if features else ["GDEF", "GPOS", "GSUB"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=set(characters))
    subsetter.subset(font)
    return font


def christen(font: TTFont, family: str, style: str, weight: int) -> TTFont:
    """Give the font our family name, its weight, and the vertical metrics every family shares."""
    name = font["name"]
    kept = {n: name.getDebugName(n) for n in (0, 13, 14)}
    name.names = []
    ps = f"{family}-{style}".replace(" ", "")
    texts = kept | {1: family, 2: style, 3: f"1.0;{ps}", 4: f"{family} {style}", 5: "Version 1.0", 6: ps}
    if style != "Regular":
        texts |= {1: f"{family} {style}", 2: "Regular", 16: family, 17: style}
    for number, text in sorted(texts.items()):
        if text:
            name.setName(text, number, 3, 1, 0x409)
    metrics, os2 = font["hhea"], font["OS/2"]
    metrics.ascent = os2.sTypoAscender = os2.usWinAscent = ASCENT
    metrics.descent = os2.sTypoDescender = DESCENT
    os2.usWinDescent, metrics.lineGap, os2.sTypoLineGap = -DESCENT, 0, 0
    os2.usWeightClass, os2.fsSelection = weight, 0x40 | 0x80
    font["post"].formatType = 3
    font["head"].macStyle = 0
    return font


def draw_marks(font: TTFont) -> TTFont:
    """Draw the signs of state (``reports.marks``) into the font, in one size and one weight of line."""
    for code_point, draw in MARKS.items():
        name = f"u{code_point:04X}"
        pen = TTGlyphPen(None)
        draw(pen)
        glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        font["hmtx"][name] = (WIDTH, glyph.xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code_point] = name
    return font


def instance(path: Path, **axes: float) -> TTFont:
    """One static font of a variable one."""
    return instancer.instantiateVariableFont(TTFont(path), axes, inplace=True, overlap=1)


def make(folder: Path) -> None:
    """Write every file of ``reports/type``, the list of characters they cover, and the screen font."""
    kept = ("kern", "liga", "ccmp", "mark", "lnum", "tnum")
    sans = {weight: instance(folder / SANS, wght=weight) for weight in (400, 600)}
    serif = instance(folder / SERIF, wght=600, opsz=24)
    chinese = {w: TTFont(folder / SANS_SC.format(w)) for w in ("400Regular", "600SemiBold")}
    every = set(chinese["400Regular"].getBestCmap())
    fonts = {
        "hegui-sans-regular": christen(
            draw_marks(cut(sans[400], WESTERN, kept)), "Hegui Sans", "Regular", 400
        ),
        "hegui-sans-semibold": christen(
            draw_marks(cut(sans[600], WESTERN, kept)), "Hegui Sans", "SemiBold", 600
        ),
        "hegui-serif-semibold": christen(cut(serif, LATIN, kept), "Hegui Serif", "SemiBold", 600),
        "hegui-sans-sc-regular": christen(cut(chinese["400Regular"], every), "Hegui Sans SC", "Regular", 400),
        "hegui-sans-sc-semibold": christen(
            cut(chinese["600SemiBold"], GB2312 | SUPPLEMENTARY), "Hegui Sans SC", "SemiBold", 600
        ),
        "hegui-serif-sc-semibold": christen(
            cut(TTFont(folder / SERIF_SC), GB2312), "Hegui Serif SC", "SemiBold", 600
        ),
    }
    TYPE.mkdir(exist_ok=True)
    for name, font in fonts.items():
        font.recalcTimestamp = False
        font.save(TYPE / f"{name}.ttf")
    COVERAGE.write_text(as_ranges(set().union(*(font.getBestCmap() for font in fonts.values()))))
    screen = christen(
        cut(TTFont(folder / SANS_SC.format("400Regular")), GB2312), "Hegui Screen SC", "Regular", 400
    )
    screen.recalcTimestamp, screen.flavor = False, "woff2"
    SCREEN.parent.mkdir(parents=True, exist_ok=True)
    screen.save(SCREEN)


def as_ranges(code_points: set[int]) -> str:
    """Code points as lines of hexadecimal ``first last``."""
    ordered, lines = sorted(code_points), []
    start = previous = ordered[0]
    for point in [*ordered[1:], -1]:
        if point != previous + 1:
            lines.append(f"{start:X} {previous:X}")
            start = point
        previous = point
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
    make(Path(sys.argv[1]))
