"""What the words of a search mean besides themselves: names of places, families of words, questions."""
