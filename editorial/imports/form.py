"""The form of a mapping: what `manage.py import_claims` takes as options, as fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from core.validators import validate_no_bidi_controls
from exchange.columns import COLUMNS, Column, ColumnKind
from exchange.importing.days import ORDERS
from exchange.importing.mapping import READING, build_mapping, list_codes
from exchange.importing.mapping_file import add_built_in
from exchange.importing.problems import Unclear, rename_options
from exchange.importing.reading.tables import DELIMITER_NAMES, QUOTINGS

GROUPS = {
    "The claim": ("id", "claim", "nature", "context", "topics"),
    "Who says it, and when": (
        *("claimant", "claimant_kind", "role", "party", "party_kind"),
        *("stance", "hedged", "said_on", "place"),
    ),
    "Where it can be read": ("address", "first_appearance", "appearances", "title", "outlet"),
    "A verdict of others": ("reviewer", "review_address", "rating", "reviewed_on"),
}
NAMES_OF_OPTIONS = {
    "--keep-going": "“Import the rows that can be”",
    "--date-format": "“Dates”",
    "--no-claimant": "“Names that are nobody’s”",
    "--delimiter": "“Between fields”",
    "--encoding": "“Encoding”",
    "--dataset": "“Name of the source”",
    "--default": "“Otherwise”",
    "--quoting": "“Quotation marks”",
    "--format": "“Format”",
    "--header": "“Headings”",
    "--values": "“What words mean”",
    "--split": "“Mark between several”",
    "--map": "“Column”",
}
"""What the form calls the options of the command, which messages name."""
PROPOSALS = {
    "delimiter": tuple(DELIMITER_NAMES),
    "date_format": (*ORDERS, "%d.%m.%y"),
    "encoding": ("utf-8", "cp1252"),
}
MAX_TEXT, MAX_WORDS = 300, 20_000


def name_fields(sentence: str) -> str:
    """Return a message with the fields of the form in place of the command's options."""
    return rename_options(sentence, NAMES_OF_OPTIONS)


@dataclass(frozen=True)
class ColumnFields:
    """The fields of the form about one column of claims."""

    name: str
    meaning: str
    column: BoundField
    default: BoundField
    values: BoundField
    split: BoundField | None

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that are folded holds something."""
        return bool(self.values.value() or (self.split and self.split.value()))


class MappingForm(forms.Form):
    """A mapping, as far as it is typed. Once valid, `stored` is what a mapping's TOML would hold.

    `columns`: those of the file, which are offered; others are kept as they are typed, so that another way
    of reading the file loses nothing. `is_open`: more columns than these may be typed, as paths into JSON.
    """

    dataset = forms.CharField(
        label="Name of the source",
        required=False,
        max_length=40,
        help_text="Short: small letters, digits, - and _. By it a row is known again.",
    )
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "what the file is: a table or JSON"), ("claimreview", "ClaimReview")],
    )
    header = forms.ChoiceField(
        label="Headings",
        required=False,
        choices=[("", "in the first row"), ("none", "none: columns are numbers")],
    )
    delimiter = forms.CharField(label="Between fields", required=False, max_length=9, strip=False)
    quoting = forms.ChoiceField(
        label="Quotation marks",
        required=False,
        choices=[
            ("", "as found"),
            *zip(QUOTINGS, ("around fields (RFC 4180)", "characters as others"), strict=True),
        ],
    )
    encoding = forms.CharField(label="Encoding", required=False, max_length=40)
    date_format = forms.CharField(label="Dates", required=False, max_length=40)
    no_claimant = forms.CharField(
        label="Names that are nobody’s",
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text="One a line: Viral image, Multiple sources. Such rows take no position.",
    )
    keep_going = forms.BooleanField(
        label="Import the rows that can be, and leave the others out",
        required=False,
        help_text="Otherwise all rows are imported, or none.",
    )

    def __init__(
        self, *args: Any, columns: Iterable[str] = (), is_open: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.stored: dict[str, Any] = {}
        self.columns = list(columns)
        for column in COLUMNS.values():
            self._add_fields(column, is_open)
        for name, proposals in PROPOSALS.items():
            self.fields[name].widget.attrs |= {"list": f"import-{name}", "placeholder": "as found"}
            self.fields[name].help_text = f"{', '.join(proposals)}, or another."
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(validate_no_bidi_controls)

    @property
    def reading_fields(self) -> list[BoundField]:
        return [self[name] for name in self.base_fields if name in READING]

    @property
    def proposals(self) -> list[tuple[str, tuple[str, ...]]]:
        return list(PROPOSALS.items())

    @property
    def groups(self) -> list[tuple[str, list[ColumnFields]]]:
        return [(title, [self._find_fields(name) for name in names]) for title, names in GROUPS.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.stored = add_built_in(read_form(cleaned))
            build_mapping(self.stored)
        except Unclear as error:
            self.add_error(None, name_fields(str(error)))
        return cleaned

    def _add_fields(self, column: Column, is_open: bool) -> None:
        name = column.name
        codes = list_codes(name) if column.kind is ColumnKind.CODE else ()
        codes = ("yes", "no") if column.kind is ColumnKind.FLAG else codes
        self.fields[f"map_{name}"] = forms.CharField(
            label="Column",
            required=False,
            strip=False,
            max_length=MAX_TEXT,
            widget=forms.TextInput({"list": "import-columns", "dir": "auto"})
            if is_open
            else self._make_select(f"map_{name}", self.columns),
        )
        self.fields[f"default_{name}"] = forms.CharField(
            label="Otherwise",
            required=False,
            max_length=MAX_TEXT,
            widget=self._make_select(f"default_{name}", codes) if codes else forms.TextInput({"dir": "auto"}),
        )
        self.fields[f"values_{name}"] = forms.CharField(
            label="What words mean",
            required=False,
            max_length=MAX_WORDS,
            widget=forms.Textarea({"rows": 3, "dir": "auto"}),
            help_text="One a line: theirs = ours. Nothing after the sign: the word says nothing."
            + (f" Ours: {', '.join(codes)}." if codes else ""),
        )
        if column.kind in (ColumnKind.NAMES, ColumnKind.ADDRESSES):
            self.fields[f"split_{name}"] = forms.CharField(
                label="Mark between several", required=False, max_length=9, strip=False
            )

    def _make_select(self, name: str, choices: Iterable[str]) -> forms.Select:
        """Make a field to choose from, in which something else that was entered stays."""
        entered = self.data.get(name, "") if self.is_bound else ""
        offered = dict.fromkeys(filter(None, [*choices, entered]))
        return forms.Select({"dir": "auto"}, [("", "–"), *((choice, choice) for choice in offered)])

    def _find_fields(self, name: str) -> ColumnFields:
        split = f"split_{name}"
        return ColumnFields(
            name,
            COLUMNS[name].meaning,
            self[f"map_{name}"],
            self[f"default_{name}"],
            self[f"values_{name}"],
            self[split] if split in self.fields else None,
        )


def read_form(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a filled form says, as a mapping's TOML would hold it. Raises Unclear."""
    tables: dict[str, dict[str, Any]] = {"map": {}, "default": {}, "split": {}, "values": {}}
    for part, table in tables.items():
        for name in COLUMNS:
            text = cleaned.get(f"{part}_{name}", "")
            if text:
                table[name] = dict(_read_words(text, name)) if part == "values" else text
    return {
        **{name: cleaned.get(name, "") for name in ("dataset", *READING)},
        "no_claimant": [line.strip() for line in cleaned.get("no_claimant", "").splitlines() if line.strip()],
        **tables,
    }


def fill_form(stored: Mapping[str, Any]) -> dict[str, str]:
    """Return what `read_form` would read as `stored`."""
    filled = {name: stored.get(name, "") for name in ("dataset", *READING)}
    filled["no_claimant"] = "\n".join(stored.get("no_claimant", []))
    for part in ("map", "default", "split"):
        filled |= {f"{part}_{name}": text for name, text in stored.get(part, {}).items()}
    for name, words in stored.get("values", {}).items():
        filled[f"values_{name}"] = "\n".join(f"{theirs} = {ours}" for theirs, ours in words.items())
    return filled


def _read_words(text: str, name: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        theirs, sign, ours = line.rpartition("=")
        if line.strip() and not (sign and theirs.strip()):
            raise Unclear(f"{name}: write “{line.strip()[:80]}” as theirs = ours, one a line.")
        if line.strip():
            yield theirs.strip(), ours.strip()
