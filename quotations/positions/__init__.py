"""What a found passage says: the proposition in it, and the position that the speaker takes.

`propositions` drafts the proposition; `reported.read_report` reads the sentence around the words and the verb
that reports them, from which `stance`, `hedges`, `nature` and `occasions` guess. Every guess comes with a
sentence why, for an editor, and how sure it is.
"""
