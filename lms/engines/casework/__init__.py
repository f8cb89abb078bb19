"""Exercises on the reports and tables of a case, beside its link chart: each read and marked."""
