"""Typed formats of ceremonies: the plan, and the events that a browser sends."""
