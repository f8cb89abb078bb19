"""Rules of arrangements: money, what may be typed, who sleeps where. Pure."""
