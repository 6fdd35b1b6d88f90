"""What was appended to a PDF after it was made: a signature as we write it, or anything else.

A signature covers whatever its own revision brought along, so a valid one proves nothing about pages that
this revision replaced. Here every change is held against what ``signing.py`` writes: a form with one field
without extent on the first page, the signature in it, and what shows that its certificate was valid.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

END = b"%%EOF"
_CATALOG = {"/AcroForm", "/Extensions", "/Version", "/DSS"}
_FORM = {"/Fields", "/SigFlags"}
_FIELD = {"/FT", "/T", "/Type", "/Subtype", "/F", "/Rect", "/P", "/V"}
_SECURITY = {"/Type", "/Certs", "/CRLs", "/OCSPs"}


def entry(dictionary: Any, key: str) -> Any:
    """What stands under ``key``, through any reference, or None; pyHanko's own ``get`` follows none."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401


def first_revision(data: bytes, reader: PdfFileReader) -> int:
    """The length of the file as it was made: up to the line after its first end mark that counts."""
    if reader.total_revisions == 1:
        return len(data)
    start = reader.xrefs.get_startxref_for_revision(0)
    end = data.find(END, start)
    if end < 0:
        return len(data)
    end += len(END)
    return end + (data[end : end + 2] == b"\r\n") + (data[end : end + 1] in (b"\n", b"\r"))


def additions(data: bytes, reader: PdfFileReader) -> tuple[str, ...]:
    """What later revisions did beside holding one signature; empty where there is none or only that."""
    if reader.total_revisions == 1:
        return ()
    try:
        return tuple(_additions(data, reader))
    except Exception as error:  # a revision made to confuse readers confuses this one too
        return (f"unreadable: {type(error).__name__}",)


def _additions(data: bytes, reader: PdfFileReader) -> list[str]:
    if reader.total_revisions != 2:
        return ["more than one revision"]
    if reader.xrefs.hybrid_xrefs_present:
        return ["hybrid references"]
    tail = data[first_revision(data, reader) :]
    if tail.count(END) != 1 or not tail.rstrip(b"\r\n").endswith(END):
        return ["bytes beside the revision"]
    if any(_trailer(reader, key, 0) != _trailer(reader, key, 1) for key in ("/Root", "/Info")):
        return ["another catalog"]
    form = entry(reader.root, "/AcroForm")
    page = _first_page(reader.get_historical_root(0))
    field = form["/Fields"].raw_get(0).get_object() if form is not None else None
    found = [*_form(form), *_field(field, page), *_replaced(reader, page, form)]
    found += [f"object {reference.idnum} removed" for reference in reader.xrefs.refs_freed_in_revision(1)]
    security = entry(reader.root, "/DSS")
    if security is not None and set(security.keys()) - _SECURITY:
        found.append("unknown validation data")
    return found


def _trailer(reader: PdfFileReader, key: str, revision: int) -> bytes:
    return _written(reader.trailer.flatten(revision).raw_get(key))


def _replaced(reader: PdfFileReader, page: generic.Reference, form: Any) -> Iterator[str]:
    """Objects written anew, save the catalog and the first page as far as a signature needs."""
    before = reader.get_historical_resolver(0)
    made = {reference.idnum: reference for reference in reader.xrefs.explicit_refs_in_revision(0)}
    for reference in sorted(reader.xrefs.explicit_refs_in_revision(1), key=lambda ref: ref.idnum):
        old = made.get(reference.idnum)
        if old is None:
            continue  # new: it is reached only through what is checked here
        was, now = before.get_object(old), reader.get_object(reference)
        if reference.idnum == reader.root_ref.idnum:
            yield from _changed_keys(was, now, _CATALOG, "catalog")
        elif reference.idnum == page.idnum:
            yield from _changed_keys(was, now, {"/Annots"}, "first page")
            yield from _annotations(was, now, form)
        else:
            yield f"object {reference.idnum} replaced"


def _first_page(root: Any) -> generic.Reference:
    """The reference of the first page, down the tree."""
    node = root["/Pages"]
    for _ in range(32):
        kid = node["/Kids"].raw_get(0)
        node = kid.get_object()
        if entry(node, "/Type") == "/Page":
            return kid.reference
    raise ValueError("no first page")


def _written(value: generic.PdfObject) -> bytes:
    out = BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


def _changed_keys(was: Any, now: Any, allowed: set[str], where: str) -> list[str]:
    """Keys that are gone, new or other than before, save the allowed ones."""
    if not isinstance(was, generic.DictionaryObject) or not isinstance(now, generic.DictionaryObject):
        return [f"{where} replaced"]
    return [
        f"{where}: {key}"
        for key in sorted(set(was.keys()) | set(now.keys()))
        if key not in allowed
        and (key not in was or key not in now or _written(was.raw_get(key)) != _written(now.raw_get(key)))
    ]


def _annotations(was: Any, now: Any, form: Any) -> list[str]:
    """The page's annotations are those of before and, last, the field."""
    fields = [_written(form["/Fields"].raw_get(0))] if form is not None else []
    kept = _references(now) == _references(was) + fields
    return [] if kept else ["annotations on the first page"]


def _references(page: Any) -> list[bytes]:
    annotations = entry(page, "/Annots")
    if annotations is None:
        return []
    return [_written(annotations.raw_get(position)) for position in range(len(annotations))]


def _form(form: Any) -> list[str]:
    if form is None:
        return ["no form for a signature"]
    if set(form.keys()) - _FORM or len(form["/Fields"]) != 1:
        return ["a form with more than one signature"]
    return []


def _field(field: Any, page: generic.Reference) -> list[str]:
    if field is None:
        return ["no field for a signature"]
    plain = (
        not set(field.keys()) - _FIELD
        and entry(field, "/FT") == "/Sig"
        and [float(edge) for edge in entry(field, "/Rect") or ()] == [0, 0, 0, 0]
        and field.raw_get("/P").reference.idnum == page.idnum
    )
    return [] if plain else ["a field that is more than a signature"]
