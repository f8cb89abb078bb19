"""Letters on paper and as Word documents."""
