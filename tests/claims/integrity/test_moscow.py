"""The Moscow record as it was loaded: its history is as its chain says."""

import pytest

from claims.integrity.sealing import STATEMENTS_AT_ONCE, load_chain_state, seal_history
from claims.integrity.verification import verify_history

pytestmark = [
    pytest.mark.usefixtures("tables_owner"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("moscow_record"),
]


def test_the_history_of_the_moscow_record_is_as_its_chain_says():
    assert [*verify_history()] == []
    assert load_chain_state().waiting == 1000
    sealed = seal_history()
    assert sealed > 1000
    state = load_chain_state()
    assert state.last.number == 1 + sealed // STATEMENTS_AT_ONCE
    assert (state.waiting, state.is_complete) == (0, True)
    assert [*verify_history()] == []
