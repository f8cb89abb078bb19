"""GIFT, Moodle's plain-text form of questions, read and written."""
