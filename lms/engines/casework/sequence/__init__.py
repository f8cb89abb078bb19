"""Things in order of time: event charts, and the steps of a way of working (activity flow)."""
