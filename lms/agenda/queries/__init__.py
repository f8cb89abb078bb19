"""Reading agendas, places, calendars and plans, narrowed to what the actor may see."""
