"""Packs a built program as a wheel, so that `pip install answerbook` needs no Rust.

    python3 .github/packages/python/pack.py OUT PLATFORM PROGRAM

PLATFORM is a platform tag of wheels, such as `manylinux_2_35_x86_64`, `macosx_11_0_arm64` or `win_amd64`. maturin would
compile the program again. This way the archives, npm packages and wheels of a release contain the same bytes, and the
same input produces the same wheel.
"""

import base64
import hashlib
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# The earliest date in a zip archive. A real date would make every wheel different.
EPOCH = (1980, 1, 1, 0, 0, 0)


def metadata(package: dict) -> str:
    """The core metadata, version 2.4 (PEP 639)."""
    head = [
        "Metadata-Version: 2.4",
        f"Name: {package['name']}",
        f"Version: {package['version']}",
        f"Summary: {package['description']}",
        f"License-Expression: {package['license']}",
        "License-File: LICENSE",
        "License-File: NOTICES.md",
        f"Keywords: {','.join(package['keywords'])}",
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(head) + "\n\n" + (ROOT / "README.md").read_text(encoding="utf-8")


def record(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def pack(out: Path, platform: str, program: Path) -> Path:
    package = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    stem = f"{package['name']}-{package['version']}"
    wheel = f"Wheel-Version: 1.0\nGenerator: answerbook\nRoot-Is-Purelib: false\nTag: py3-none-{platform}\n"
    info = f"{stem}.dist-info"
    script = f"{stem}.data/scripts/{'answerbook.exe' if platform.startswith('win') else 'answerbook'}"
    files = {
        script: program.read_bytes(),
        f"{info}/METADATA": metadata(package).encode(),
        f"{info}/WHEEL": wheel.encode(),
        f"{info}/licenses/LICENSE": (ROOT / "LICENSE").read_bytes(),
        f"{info}/licenses/NOTICES.md": (ROOT / "docs" / "NOTICES.md").read_bytes(),
    }
    records = "".join(record(name, content) for name, content in files.items())
    files[f"{info}/RECORD"] = f"{records}{info}/RECORD,,\n".encode()
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{stem}-py3-none-{platform}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name == script else 0o100644) << 16
            archive.writestr(entry, content)
    return path


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    print(pack(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
