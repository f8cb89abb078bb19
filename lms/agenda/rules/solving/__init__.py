"""From a draft agenda to the solver's problem, and from its answer back to words.

Pure. `asking` says what a person may ask for, `known` what is known of places and people,
`problem` makes the solver's problem, `words` speaks rules, wishes and changes in sentences.
"""
