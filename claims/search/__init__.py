"""Finding claims: by words, by what they can be narrowed to, in any order that readers ask for.

    codes     how a facet is written as a number
    entries   what the rows of the search (claims/models/search.py) can be asked for
    typed     what somebody has typed into the search box, as a query of PostgreSQL
    places    what else the people of a place are called
    facets    what a search can be narrowed to, and how many claims that would leave
    counting  how many claims a search finds
    ranking   the most relevant ones first
    partly    those with most of the words, where none has all
    snippets  where in a claim the words were found
    nearest   what somebody meant who mistyped it

The rows are kept by triggers: claims/migrations/0017_search.py.
"""
