"""What is read of programmes: lists, pages, the ledger, duties."""
