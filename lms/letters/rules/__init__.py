"""Rules of letters: pure, without database, clock and web."""
