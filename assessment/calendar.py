"""What is due, as a calendar file: one all-day event a thing to do."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event

from assessment.queries.action import Item


def calendar_of(dated: list[tuple[Item, dict[str, Any]]], *, base: str) -> bytes:
    """A calendar (RFC 5545) of items with a day; ``base`` is the site's address, for links.

    The words of each item come along as its page shows them. Same items, same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Hegui//Actions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item, words in dated:
        assert item.due_on is not None
        event = Event()
        event.add("uid", f"{item.kind}-{item.key}@hegui")
        event.add("dtstamp", item.changed_at)
        event.add("dtstart", item.due_on)
        event.add("dtend", item.due_on + timedelta(days=1))
        event.add("summary", f"{words['text']} · {words['service']}")
        event.add("description", words["obligation"])
        if words["url"]:
            event.add("url", f"{base}{words['url']}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()
