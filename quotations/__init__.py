"""The quotation finder: who is quoted in a news article, in plain Python.

Start with `finder.find_quotations`; `python -m quotations FILE...` prints what it finds. It works in
stages, each of which adds to the `annotations`:

1. `normalisation` leaves out what nobody sees, `paragraphs` and `quotation_marks` find what stands between
   quotation marks, `grammar.tokens` splits the rest into words and sentences.
2. `entities.named_entities` finds names, `entities.entity_resolution` which of them mean the same
   person, `entities.roles` what the text says each person is.
3. `cues` and `relayed_speech` find verbs of speech with their subjects (`grammar`),
   `entities.coreference` and `entities.definite_descriptions` whom these words mean.
4. `attribution` and `adjacency` bring quotations and speakers together, `scare_quotes` drops what is
   nobody's words, `indirect_speech` finds reported clauses, `clause_ends` where they end.

`lexicon` holds the word lists; none of them knows anybody in the news.
"""
