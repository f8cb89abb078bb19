"""Rules of enrolments that ask nobody: how tables are named and what is mixed at them."""
