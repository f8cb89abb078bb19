"""Small drawings of things, as paths on a field of 24 by 24, drawn in outline."""

_ROUND = "a2 2 0 1 0 4 0a2 2 0 1 0-4 0"
GLYPHS = {
    "person": "M8 8a4 4 0 1 0 8 0a4 4 0 1 0-8 0M5 21v-2a4 4 0 0 1 4-4h6a4 4 0 0 1 4 4v2",
    "organisation": "M4 21V5h10v16M14 10h6v11M3 21h18M7 9h4M7 13h4M7 17h4",
    "phone": "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2",
    "sim": "M7 3h7l4 4v13a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM9 12h6v5H9z",
    "account": "M3 9l9-5 9 5zM3 20h18M6 11v7M10 11v7M14 11v7M18 11v7",
    "vehicle": f"M2 6h11v11H2zM13 10h5l4 4v3h-9M5 17{_ROUND}M15 17{_ROUND}",
    "vessel": "M3 15h18l-3 5H6zM6 15V9h10l2 6M10 9V4",
    "container": "M3 7h18v10H3zM7 10v4M11 10v4M15 10v4M19 10v4",
    "place": "M12 21s-7-6.5-7-12a7 7 0 0 1 14 0c0 5.5-7 12-7 12zM10 9a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    "document": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "commodity": "M12 3l8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10",
    "seizure": "M20 12V7l-8-4-8 4v10l8 4V11M4 7l8 4 8-4M15 18h6M18 15l3 3-3 3",
    "event": "M4 5h16v15H4zM4 9h16M8 3v4M16 3v4M11 13h2v2h-2z",
    "aircraft": "M12 2c1 0 1.5 1.5 1.5 3v4l8 5v2l-8-2.5v4l2.5 2V21L12 20l-4 1v-1.5l2.5-2v-4l-8 "
    "2.5v-2l8-5V5c0-1.5.5-3 1.5-3z",
    "property": "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
    "email": "M3 6h18v12H3zM3 7l9 6 9-6",
    "online_account": "M15.5 12a3.5 3.5 0 1 0-7 0a3.5 3.5 0 1 0 7 0zM15.5 8.5v5a2.5 2.5 0 0 0 5 0"
    "V12a8.5 8.5 0 1 0-3.4 6.8",
    "cash": "M3 7h18v10H3zM10 12a2 2 0 1 0 4 0a2 2 0 1 0-4 0M6 12h.1M18 12h.1",
    "weapon": "M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0M12 2v4M12 18v4",
}  # fmt: skip
