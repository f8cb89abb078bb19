"""Inference sheets: facts that carry an inference, its kind, how likely, and rival hypotheses."""
