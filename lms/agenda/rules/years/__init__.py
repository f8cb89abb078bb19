"""Planning a year: what is asked, what is known, and the answer in words. Pure."""
