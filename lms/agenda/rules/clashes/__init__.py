"""Clashes of agendas: what may not or should not be so, kept up to date after every move.

Pure. `types` says what is known, `pairs`, `alone` and `groups` hold one function a rule, `book`
keeps the list, `words` says each clash in a sentence, `remedies` proposes what to do.
"""
