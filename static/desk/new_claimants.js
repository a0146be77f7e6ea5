// Claimants whom the record does not know: what one row says of them is proposed to the other rows.

// What belongs together: for whom somebody speaks is one answer in four fields.
const DESCRIPTION = [
  ["new_kind"], ["new_role"], ["same_name_anyway"], ["capacity"],
  ["party", "new_party", "new_party_kind", "speaks_for_itself"],
];
const AS_ACCEPTED = ["As in a row of the same name that you accepted.", "likely"];

// Empties what was proposed for the speaker before, once another is named; what the editor typed stays. Returns
// what was emptied, to be put back if the first name returns.
export function forgetSpeaker(row) {
  const isProposed = (name) => row.guessed?.includes(name) || name in (row.reasons ?? {});
  const names = DESCRIPTION.flat().filter((name) => row[name] && (isProposed(name) || name === "same_name_anyway"));
  const pick = (of) => Object.fromEntries(names.filter((name) => name in of).map((name) => [name, of[name]]));
  const former = { values: pick(row), reasons: pick(row.reasons ?? {}), guessed: names.filter((name) => row.guessed?.includes(name)) };
  for (const name of names) {
    row[name] = { boolean: false, number: null, string: "" }[typeof row[name]];
    delete row.reasons?.[name];
  }
  row.guessed = (row.guessed ?? []).filter((name) => !names.includes(name));
  return former;
}

// Puts back what forgetSpeaker emptied, where nothing was typed since.
export function recallSpeaker(row, { values, reasons, guessed }) {
  const open = Object.keys(values).filter((name) => !row[name]);
  for (const name of open) {
    row[name] = values[name];
    if (name in reasons) row.reasons = { ...row.reasons, [name]: reasons[name] };
  }
  row.guessed = [...row.guessed, ...guessed.filter((name) => open.includes(name))];
}

// Whether somebody new is a party, as the row says: somebody unnamed never is.
export function isOwnParty(row) {
  return row.speaks_for_itself && row.new_kind !== "unnamed";
}

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
