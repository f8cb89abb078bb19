"""Suggests whom to select under quotas and stated aims, and explains each choice.

It proposes; people decide. `choosing` finds the selection, `measuring` says how good any selection
is, `explaining` gives the reasons from the problem and the selection alone, whoever made it.

Aims are served level by level, the first aim first, and not by weights: what is short in persons
and what is short in provinces do not add up, and "the first aim before the second" can be recounted
by hand. All seats that can be filled are filled first: an empty seat serves nobody. Where aims are
served alike, those who stand higher in their own agency's order go first, then the earlier names.
"""
