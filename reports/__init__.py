"""Reports: a snapshot in, a document out.

A ``Snapshot`` (``snapshot.py``) is everything a document shows, frozen and bilingual. Each format is one
module ``to_*.py`` with ``EXTENSION``, ``CONTENT_TYPE`` and ``render(snapshot, ...) -> bytes``; nothing here
opens the database, the network or the rulebook, so that a report can be printed again years later from its
JSON alone. ``wording.py`` holds the labels and standing sentences all formats share.
"""
