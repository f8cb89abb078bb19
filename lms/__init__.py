"""Concord: software that runs interagency training."""
