"""How news writing reports speech: the parts of the quotation finder.

`paragraphs` and `marks` find what stands between quotation marks, `tokens` cuts the rest into words
and sentences, `names` and `people` say who is who, `cues` finds who is reported to say something,
`references` and `holders` whom its words mean, `topics` whom a sentence is about, `beside` and
`attribution` bring quotations and speakers together, `paraphrases` reads indirect speech.
`words`, `roles` and `given_names` are the word lists; none of them knows anybody in the news.
"""
