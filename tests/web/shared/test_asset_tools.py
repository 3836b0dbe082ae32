"""The tools that build assets and translations: what they refuse, and that nothing is done twice."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def tool(name: str):
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


build_assets = tool("build_assets")
compile_messages = tool("compile_messages")


def catalogue(root: Path, *pairs: tuple[str, str]) -> Path:
    folder = root / "src/xiuhua/locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\n"', ""]
    for one, other in pairs:
        lines += [f'msgid "{one}"', f'msgstr "{other}"', ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_lock_names_no_registry():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text and '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_versions_are_exact():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = build_assets.locked_versions(ROOT)
    assert wanted == locked


def test_the_vendor_folder_is_up_to_date_and_a_missing_file_is_noticed(tmp_path):
    vendor = tmp_path / "static" / "vendor"
    modules = tmp_path / "node_modules"
    versions = {part.package: "1.2.3" for part in build_assets.PARTS}
    for part in build_assets.PARTS:
        for source in part.files:
            path = modules / part.package / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("content\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    vendor.parent.mkdir()
    manifest = build_assets.copy_parts(modules, vendor, versions)
    (vendor / "built_from.txt").write_text("stamp\n", encoding="utf-8")
    assert manifest["htmx"] == "vendor/htmx-1.2.3"
    assert build_assets.is_up_to_date(vendor, "stamp")
    assert not build_assets.is_up_to_date(vendor, "another lock")
    script = vendor / "htmx-1.2.3" / "htmx.min.js"
    assert script.read_text(encoding="utf-8") == "content\n"
    script.unlink()
    assert not build_assets.is_up_to_date(vendor, "stamp")


def test_a_package_without_the_file_stops_the_build_and_keeps_the_old(tmp_path):
    vendor = tmp_path / "static" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "old.txt").write_text("old", encoding="utf-8")
    with pytest.raises(build_assets.BuildFailed, match="maplibre-gl 9 has no dist"):
        build_assets.copy_parts(
            tmp_path / "nothing", vendor, {part.package: "9" for part in build_assets.PARTS}
        )
    assert (vendor / "old.txt").read_text(encoding="utf-8") == "old"


def test_messages_are_compiled_once(tmp_path):
    source = catalogue(tmp_path, ("第 %(number)s 页", "Page %(number)s"), ("退出", "Sign out"))
    [(target, count)] = compile_messages.compile_all(tmp_path)
    assert count == 2 and target.read_bytes()[:4] == b"\xde\x12\x04\x95"
    assert compile_messages.compile_all(tmp_path) == []
    os.utime(source, (target.stat().st_mtime + 5,) * 2)
    assert len(compile_messages.compile_all(tmp_path)) == 1


def test_a_lost_placeholder_is_refused_and_nothing_written(tmp_path):
    source = catalogue(tmp_path, ("第 %(number)s 页", "Page"))
    with pytest.raises(compile_messages.CompileFailed, match="placeholders differ"):
        compile_messages.compile_all(tmp_path)
    assert not source.with_suffix(".mo").exists()


def test_a_catalogue_with_a_merge_half_done_is_named(tmp_path):
    source = catalogue(tmp_path)
    source.write_text('<<<<<<< ours\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(compile_messages.CompileFailed, match="django.po"):
        compile_messages.compile_all(tmp_path)
