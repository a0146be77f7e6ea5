"""A sentence model that is not installed, or damaged."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from meaning import model

NOT_INSTALLED = r"^The sentence model is not installed\.$"
needs_libraries = pytest.mark.skipif(
    not (find_spec("numpy") and find_spec("tokenizers")), reason="numpy and tokenizers are not installed"
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch) -> Path:
    """Provide a package like that of the model, whose code must not be run and whose files are damaged."""
    folder = tmp_path / "sham_model"
    (folder / "model").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError")
    for name in model.CHECKSUMS:
        (folder / "model" / name).write_bytes(b"\0" * 100)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(model, "PACKAGE", folder.name)
    return folder


def test_without_its_package_the_model_is_not_installed(monkeypatch):
    monkeypatch.setattr(model, "PACKAGE", "no_such_package")
    assert not model.is_installed()
    with pytest.raises(model.ModelError, match=NOT_INSTALLED):
        model._Model().load()


def test_a_folder_without_code_is_no_package(package):
    (package / "__init__.py").unlink()
    assert not model.is_installed()
    with pytest.raises(model.ModelError, match=NOT_INSTALLED):
        model._Model().load()


@needs_libraries
def test_it_can_be_installed_while_the_program_runs(package, monkeypatch):
    monkeypatch.setattr(model, "PACKAGE", "no_such_package")
    loader = model._Model()
    with pytest.raises(model.ModelError, match=NOT_INSTALLED):
        loader.load()
    monkeypatch.setattr(model, "PACKAGE", package.name)
    with pytest.raises(model.ModelError, match="damaged"):
        loader.load()


@needs_libraries
def test_a_damaged_file_is_refused_in_one_line(package):
    assert model.is_installed()
    with pytest.raises(model.ModelError) as refusal:
        model._Model().load()
    path = package / "model" / "tokenizer.json"
    assert str(refusal.value) == (
        f"The sentence model cannot be used: {path} is damaged. Install sham_model again."
    )


@needs_libraries
def test_damaged_weights_are_refused(package, monkeypatch):
    checksum = "cd00e292c5970d3c5e2f0ffa5171e555bc46bfc4faddfb4a418b6840b86e79a3"  # of 100 zero bytes
    monkeypatch.setitem(model.CHECKSUMS, "tokenizer.json", checksum)
    with pytest.raises(model.ModelError, match=r"model\.safetensors is damaged"):
        model._Model().load()


@needs_libraries
def test_a_missing_file_is_named_in_one_line(package):
    (package / "model" / "tokenizer.json").unlink()
    with pytest.raises(model.ModelError, match=r"^The sentence model cannot be used: .*tokenizer\.json'$"):
        model._Model().load()


@needs_libraries
def test_damage_is_looked_for_once(package):
    loader = model._Model()
    with pytest.raises(model.ModelError, match="damaged"):
        loader.load()
    (package / "model" / "tokenizer.json").unlink()
    with pytest.raises(model.ModelError, match="damaged"):
        loader.load()
