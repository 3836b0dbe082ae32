"""Hatchling hook: a wheel of ours contains the browser parts and the compiled translations.

An editable install does not build them (`make` does), so that setting up stays quick. Decides
nothing else about the package: what goes in is said in pyproject.toml.
"""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetHook(BuildHookInterface):
    """Runs tools/build_assets.py and tools/compile_messages.py before a wheel is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "tools"))
        try:
            import build_assets
            import compile_messages
        finally:
            sys.path.pop(0)
        try:
            build_assets.build(root)
            compile_messages.compile_all(root)
        except (build_assets.BuildFailed, compile_messages.CompileFailed) as failure:
            raise SystemExit(f"xiuhua: {failure}") from failure
