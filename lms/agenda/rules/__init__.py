"""Pure rules of the agenda: times at clock changes, contact hours, clashes, differences."""
