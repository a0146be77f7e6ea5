"""Fingerprints of texts, for finding similar ones."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from sources.duplicates.fingerprints import BANDS, MINHASHES, compute_bands, compute_minhashes, estimate_share

if TYPE_CHECKING:
    from .capture import Capture

MAX_CANDIDATES = 50


class TextFingerprintManager(models.Manager["TextFingerprint"]):
    def store(self, capture: "Capture", text: str) -> None:
        """Store the fingerprint of the text of `capture`. A second call changes nothing."""
        hashes = compute_minhashes(text)
        if hashes:
            self.get_or_create(
                capture=capture, defaults={"minhashes": hashes, "bands": compute_bands(hashes)}
            )

    def find_similar(self, text: str) -> list[tuple["TextFingerprint", float]]:
        """Find texts that are probably similar to `text`.

        Returns at most MAX_CANDIDATES pairs of (fingerprint, estimated share), the most similar first, with
        their captures and articles. Queries: 2, both through indexes, however many captures there are.
        """
        hashes = compute_minhashes(text)
        if not hashes:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT sources_resembling(%s, %s)", [compute_bands(hashes), MAX_CANDIDATES])
            capture_ids = [pk for (pk,) in cursor.fetchall()]
        rows = self.filter(pk__in=capture_ids).select_related("capture__article__outlet")
        candidates = [(row, estimate_share(hashes, row.minhashes)) for row in rows]
        return sorted(candidates, key=lambda pair: (-pair[1], pair[0].pk))


class TextFingerprint(models.Model):
    """The MinHash of a capture's text, for finding similar texts.

    See duplicates/fingerprints.py.

    The text cannot be read from it, so it stays when the text is taken down, as the hash does. A text
    of fewer than 50 words has none.
    """

    capture = models.OneToOneField(
        "sources.Capture", models.CASCADE, primary_key=True, related_name="fingerprint"
    )
    minhashes = ArrayField(models.IntegerField(), size=MINHASHES)
    bands = ArrayField(models.IntegerField(), size=BANDS)

    objects: ClassVar[TextFingerprintManager] = TextFingerprintManager()

    class Meta:
        indexes = [
            # Bringing an article in: which texts on the record are nearly the same?
            GinIndex(fields=["bands"], name="text_fingerprint_bands"),
        ]

    def __str__(self) -> str:
        return f"Fingerprint of the text of capture {self.capture_id}"
