"""Papers to sign: receipts and hand-over lists."""
