"""manage.py renew_common_words: renew the list of words by whose pairs phrases are found."""

from claims.management.record_command import RecordCommand
from claims.search.common_words import renew_common_words


class Command(RecordCommand):
    help = (
        "Renew the list of common words, by whose pairs the search finds phrases quickly, if it has become "
        "old. Takes minutes for a million claims; readers and editors go on meanwhile. Runs by itself every "
        "night."
    )

    def handle(self, **options) -> None:
        is_renewed = renew_common_words()
        self.stdout.write("A new list is in use." if is_renewed else "The list stays as it is.")
