"""What can go wrong with a snapshot file or a report, in words a reader can act on."""


class ReportError(Exception):
    """A document could not be made; the message says what to do."""


class ReportTooLarge(ReportError):
    """The document would pass the limits on time, memory or pages."""


class MissingLibraries(ReportError):
    """Pango, HarfBuzz or our own type is not there; the message names what brings it."""


class SigningError(ReportError):
    """A document could not be signed: key, certificate, or a service that did not answer."""


class SnapshotError(Exception):
    """A snapshot file cannot be used."""


class DamagedSnapshot(SnapshotError):
    """The file is no complete JSON document: cut off, or something else altogether."""


class AlteredSnapshot(SnapshotError):
    """The file is readable, but its contents no longer give the digest written in it."""


class NewerSnapshot(SnapshotError):
    """The file was written in a shape this version does not know."""
