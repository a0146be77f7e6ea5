// Claimants whom the record does not know: what one row says of them is proposed to the other rows.

// What belongs together: for whom somebody speaks is one answer in four fields.
const DESCRIPTION = [
  ["new_kind"], ["new_role"], ["same_name_anyway"], ["capacity"],
  ["party", "new_party", "new_party_kind", "speaks_for_itself"],
];
const AS_ACCEPTED = ["As in a row of the same name that you accepted.", "likely"];

// The name of a row's new claimant, for comparison; empty without one.
export function newName(row) {
  return row.claimant == null && row.kind !== "own_words" ? (row.new_name ?? "").trim().toLowerCase() : "";
}

// Carries the description of `source` to another row: into what is empty or only guessed, never anything empty.
export function carryDescription(source, row) {
  const filled = (of, names) => names.filter((name) => (typeof of[name] === "string" ? of[name].trim() : of[name]));
  for (const names of DESCRIPTION) {
    const isOpen = filled(row, names).every((name) => row.guessed?.includes(name));
    if (!filled(source, names).length || !isOpen || names.every((name) => row[name] === source[name])) continue;
    for (const name of names) row[name] = source[name];
    const given = filled(source, names);
    row.guessed = [...(row.guessed ?? []).filter((name) => !names.includes(name)), ...given];
    row.reasons = { ...row.reasons, ...Object.fromEntries(given.map((name) => [name, AS_ACCEPTED])) };
  }
}

// Carries the kind of a new party to another row that names it and leaves its kind open; tells whether it did.
export function carryPartyKind(source, row) {
  const named = ({ party, new_party: name }) => (party == null ? (name ?? "").trim().toLowerCase() : "");
  if (row === source || !named(source) || named(row) !== named(source) || row.new_party_kind) return false;
  row.new_party_kind = source.new_party_kind;
  return Boolean(source.new_party_kind);
}
