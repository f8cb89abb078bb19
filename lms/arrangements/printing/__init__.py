"""Lists and forms of arrangements on paper, each in both languages."""
