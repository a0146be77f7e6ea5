"""Common verbs whose past or present form no ending tells."""

from .word_lists import word_set

IRREGULAR_VERBS = word_set(
    """
    ate beat became began bent bet blew bore bought bound broke brought built burnt burst came caught chose
    clung come cost crept cut dealt died drank dreamt drew drove dug fed fell felt fled flew forbade forgave
    forgot fought found froze gave get gets go got grew had heard held hid hit hung hurt kept knelt knew
    know laid lay led left lent let lie lies lit lost made meant met need overcame owe paid put quit ran rang
    read rode rose sang sank sat saw sent set shook shot shrank shut slept slid slept sold sought spent split
    spoke spread sprang stole stood struck stuck swam swept swore swung take taught thought threw told took
    tore understood upheld want went withdrew woke won wore wrote
    """
)
"""Forms that are a finite verb right after a noun or name: "the bridge fell"."""
