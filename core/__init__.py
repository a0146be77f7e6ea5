"""What every app stands on: keys, history, errors, validators, pagination. No tables."""
