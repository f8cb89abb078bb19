"""What is drawn for a pack beside the papers themselves: backs, the test sheet, labels."""
