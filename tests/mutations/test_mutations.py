"""The mutations fit the database as it is, so that `make mutations` can try them."""

import pytest

from tests.mutations.__main__ import MUTATIONS, TESTS
from tests.mutations.database import DEFINITION
from tests.mutations.mutation import Mutation, MutationError
from tests.support.sql import sql

pytestmark = pytest.mark.django_db

OTHERS = "refresh_status|check_new_statuses|derive_status|check_claim_has_position|.*_status_after_.*"
RULE = f"standings|known_on|passes_on|(follow|ask)_mouthpiece.*|status|{OTHERS}"


def test_every_mutation_changes_a_function_of_the_database():
    for mutation in MUTATIONS:
        [(definition,)] = sql(DEFINITION, mutation.function)
        assert mutation.apply(definition) != definition, mutation.name


def test_every_function_of_the_status_rule_has_a_mutation():
    functions = {
        name for (name,) in sql("SELECT proname::text FROM pg_proc WHERE proname ~ %s", f"^claims_({RULE})$")
    }
    assert functions == {mutation.function for mutation in MUTATIONS}


def test_every_mutation_has_a_name_of_its_own():
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


def test_text_that_is_not_found_as_often_as_it_should_be_is_refused():
    mutation = Mutation("name", "function", "a", "b", "A rule.")
    assert mutation.apply("cat") == "cbt"
    for definition in ("dog", "banana"):
        with pytest.raises(MutationError):
            mutation.apply(definition)


def test_the_tests_that_are_run_exist(pytestconfig):
    assert [path for path in TESTS if not (pytestconfig.rootpath / path).is_file()] == []
