"""Check the history in the files of a night: python3 check_history.py FOLDER [HEAD THAT YOU NOTED]..."""

import gzip
import hashlib
import json
import pathlib
import sys


def read(name):
    path = pathlib.Path(sys.argv[1], name)
    with path.open("rb") if path.exists() else gzip.open(f"{path}.gz") as file:
        yield from map(json.loads, file)


def sha256(text, salt=""):
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


heads, leaves, told = [], {}, ("key", "proposition", "context", "status")
for number, seal in enumerate(read("history.jsonl"), start=1):
    lines = [heads[-1] if heads else seal["previous"], f"{number} {seal['sealed_at']}"]
    for each in seal["statements"]:
        if isinstance(each, dict):  # of versions and changes; of anything else there is only the hash
            leaves |= dict(each["rows"]) if each["table"] == "claims_claimversion" else {}
            head = f"{each['table']} {each['operation']} {each['made_in']}"
            each = sha256("\n".join([head, *(f"{pk} {leaf}" for pk, leaf in each["rows"])]))
        lines.append(each)
    heads.append(sha256("\n".join(lines)))
    if (heads[-1], number, lines[0]) != (seal["head"], seal["seal"], seal["previous"]):
        sys.exit(f"WRONG: seal {seal['seal']} does not follow from the one before it and what it holds.")
for claim, version in zip(read("claims.jsonl"), read("versions.jsonl"), strict=True):
    row = json.loads(version["row"] or "null")  # null: it is so new that it is not sealed yet
    if row and sha256(version["row"], version["salt"]) != leaves.get(row["id"]):
        sys.exit(f"WRONG: version {row['number']} of {version['claim']} is not the one that was sealed.")
    if row and [claim[name] for name in told] != [row["snapshot"][name] for name in told]:
        sys.exit(f"WRONG: {claim['key']} says something else than its version {row['number']}.")
if not set(sys.argv[2:]) <= set(heads):
    sys.exit("WRONG: the head that you noted is not in this chain. It was written anew, or is another one.")
print(f"Right: {len(heads)} seals follow from each other. Note the head of the last: {heads[-1:]}")
