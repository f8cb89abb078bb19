"""Tables for `names`: which signs count as one, and which letters look alike.

The look-alikes are the part of the Unicode confusables (UTS 39) that matters for names of
people: Cyrillic, Greek and Armenian letters drawn like Latin ones, and the letters of the Arabic
script that different keyboards give for the same shape.
"""

from __future__ import annotations

APOSTROPHES = frozenset("'\u2018\u2019\u02bb\u02bc\u02be\u02bf\u055a\u05f3`\u00b4")
HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u058a\u2212")

EASTERN = (
    "\u1100-\u11ff\u2e80-\u2fd5\u3005-\u3007\u3031-\u3035\u303b\u3041-\u309f\u30a1-\u30fa"
    "\u30fc-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
"""Letters of Chinese, Japanese and Korean names and their selectors; no points, no wide Latin."""
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
"""Letters that Japanese writes the names of people from abroad in."""

_PAIRS = (
    # Cyrillic, small and capital
    "аa еe оo рp сc уy хx іi јj ѕs һh ԛq ԝw ԁd ӏl үy ҽe ьb "
    "АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ԚQ ԜW ҮY ЗЗ "
    # Greek
    "αa οo νv ρp ιi κk υu χx "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    # Armenian, and Latin letters without their dot or turned
    "օo սu հh ցg ոn ՕO ՍU ıi ȷj ɑa ɡg "
    # Arabic script: yeh, kaf, heh as Arabic, Persian, Urdu and Sindhi keyboards give them
    "يی ىی ېی كک ڪک هہ ھہ ەہ ۀہ ةہ ۃہ "
)

LOOKALIKES = (
    {pair[0]: pair[1] for pair in _PAIRS.split() if pair[0] != pair[1]}
    | {sign: "'" for sign in APOSTROPHES if sign != "'"}
    | {sign: "-" for sign in HYPHENS if sign != "-"}
)
"""Sign -> the sign it is drawn like."""
