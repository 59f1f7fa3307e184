"""Invitations as iCalendar objects (RFC 5545, 5546), written by the library `icalendar`.

The organizer is the hotline's address for people and no answer is asked for (RSVP=FALSE): a calendar's
own reply in the LEA mailbox would be a mail about no case, and pause every open one.
"""

from icalendar import Calendar, Event, vCalAddress, vText

from hotlined.domain.meetings import Invitation


def ics_of(invitation: Invitation) -> bytes:
    """The file of one invitation or cancellation; times in UTC, which calendars show in their own zone."""
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.made_at)
    event.add("dtstart", invitation.start)
    event.add("dtend", invitation.end)
    event.add("summary", invitation.name)
    if invitation.place:
        event.add("location", invitation.place)
    event.add("status", "CANCELLED" if invitation.method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    organizer = vCalAddress(f"mailto:{invitation.organizer}")
    organizer.params["CN"] = vText(invitation.organizer_name)
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{invitation.attendee}")
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//hotlined//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", invitation.method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
