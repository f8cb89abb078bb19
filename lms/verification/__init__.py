"""Verification without this server: the offline verifier, its revocation pack, the command line."""
