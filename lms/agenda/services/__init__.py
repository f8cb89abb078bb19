"""Writing agendas, places, calendars and plans."""
