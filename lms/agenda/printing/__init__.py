"""The agenda on paper: what is on it, how it is laid out so that nothing is cut, PDF and .docx."""
