"""Whether the same claim is found in other words, and told from its opposite and from claims like it.

sets     the propositions, and what people say about them: pairs marked by hand
figures  what an answer is worth: places, verdicts, goals
"""
