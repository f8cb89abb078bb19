"""The agenda: timetable of a session, rooms, trainers, clashes, releases, calendars, proposals."""
