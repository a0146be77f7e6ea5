from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from sources.duplicates.fingerprints import BANDS, MINHASHES, compute_bands, compute_minhashes, estimate_share

MAX_CANDIDATES = 50


class TextFingerprintManager(models.Manager):
    def store(self, capture, text: str) -> None:
        """Keep the fingerprint of `text`, which is that of `capture`. Again changes nothing."""
        hashes = compute_minhashes(text)
        if hashes:
            self.get_or_create(
                capture=capture, defaults={"minhashes": hashes, "bands": compute_bands(hashes)}
            )

    def find_similar(self, text: str) -> list[tuple["TextFingerprint", float]]:
        """Fingerprints of texts that are probably much like `text`, and about how much; best first.

        Each with its capture and article; at most MOST_CANDIDATES, in two queries through indexes,
        whatever the number of captures.
        """
        hashes = compute_minhashes(text)
        if not hashes:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT sources_resembling(%s, %s)", [compute_bands(hashes), MAX_CANDIDATES])
            sharing = [capture for (capture,) in cursor.fetchall()]
        rows = self.filter(pk__in=sharing).select_related("capture__article__outlet")
        found = [(row, estimate_share(hashes, row.minhashes)) for row in rows]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].pk))


class TextFingerprint(models.Model):
    """What tells of a capture's text whether another is nearly the same (see `fingerprints`).

    Not the text, and nothing of it can be read from it: it stays when the text is taken down, as
    the hash does. A text of fewer than 50 words has none.
    """

    capture = models.OneToOneField(
        "sources.Capture", models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    minhashes = ArrayField(models.IntegerField(), size=MINHASHES)
    bands = ArrayField(models.IntegerField(), size=BANDS)

    objects = TextFingerprintManager()

    class Meta:
        indexes = [
            # Bringing an article in: which texts on the record are nearly the same?
            GinIndex(fields=["bands"], name="text_fingerprint_bands"),
        ]

    def __str__(self) -> str:
        return f"Fingerprint of the text of capture {self.capture_id}"
