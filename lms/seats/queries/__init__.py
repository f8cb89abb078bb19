"""Reading the seat ledger."""
