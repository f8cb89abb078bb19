"""Question kinds behind one interface, and quizzes made of them. Pure: no web, storage or clock."""
