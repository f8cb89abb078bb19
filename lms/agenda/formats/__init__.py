"""Stored and exchanged forms of agendas."""
