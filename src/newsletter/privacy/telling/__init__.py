"""How it is told to people: in plain words, in their language, on a page or on paper."""
