"""Uploaded archives: nothing is written outside of the directory, nothing more than was agreed, nothing that could run."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.checkpoints.archives import Limits, unpack

FILES = {"config.json": b"{}", "model.safetensors": bytes(range(256)) * 40, "LICENSE": b"free"}
Pack = Callable[[Path, dict[str, bytes]], Path]


def zipped(folder: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return folder / "a.zip"


def tarred(folder: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(folder / "a.tar", mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return folder / "a.tar"


def plainly_tarred(folder: Path, files: dict[str, bytes]) -> Path:
    return tarred(folder, files, "w")


packers = pytest.mark.parametrize("pack", [zipped, tarred, plainly_tarred])


@packers
@pytest.mark.parametrize("folder", ["", "adapter/", "./"])
def test_archive_unpacks_to_files_side_by_side(tmp_path: Path, pack: Pack, folder: str) -> None:
    archive = pack(tmp_path, {f"{folder}{name}": content for name, content in FILES.items()})

    assert unpack(archive, tmp_path / "out") == sorted(FILES)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES


@packers
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.json", "path or name"),
        ("a/../../evil.json", "path or name"),
        ("/etc/evil.json", "path or name"),
        ("C:evil.json", "path or name"),
        ("..\\evil.json", "path or name"),
        ("a/b/evil.json", "path or name"),
        ("evil\n.json", "path or name"),
        (".hidden.json", "path or name"),
        ("x" * 200 + ".json", "path or name"),
        ("other/evil.json", "another folder"),
        ("pytorch_model.bin", "could run code"),
        ("modeling.py", "could run code"),
        ("evil.safetensors.so", "could run code"),
        ("CONFIG.JSON".lower().replace("c", "C", 1), "comes twice"),
    ],
)
def test_archive_with_a_bad_file_is_refused_and_leaves_nothing(
    tmp_path: Path, pack: Pack, name: str, reason: str
) -> None:
    archive = pack(tmp_path, {"config.json": b"{}", name: b"x"})
    before = set(tmp_path.rglob("*"))

    with pytest.raises(CheckpointRefused, match=reason):
        unpack(archive, tmp_path / "out")

    assert set(tmp_path.rglob("*")) == before


@packers
def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path, {"model.safetensors": bytes(3_000_000)})

    with pytest.raises(CheckpointRefused, match="unpacks to more than 2000000 bytes"):
        unpack(archive, tmp_path / "out", limits=Limits(n_bytes=2_000_000))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_archive_that_shrank_too_well_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path, {"model.safetensors": bytes(3_000_000)})

    with pytest.raises(CheckpointRefused, match="unpacks to more than"):
        unpack(archive, tmp_path / "out", limits=Limits(n_free_bytes=1_000_000))


@packers
def test_archive_with_too_many_files_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path, {f"f{number}.json": b"{}" for number in range(5)})

    with pytest.raises(CheckpointRefused, match="Pack at most 4 files"):
        unpack(archive, tmp_path / "out", limits=Limits(n_files=4))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_file_are_refused(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("config.json")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(entry)

    with pytest.raises(CheckpointRefused, match="is a link or device"):
        unpack(tmp_path / "a.tar", tmp_path / "out")


def test_link_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("config.json")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")

    with pytest.raises(CheckpointRefused, match="is a link or device"):
        unpack(tmp_path / "a.zip", tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b broken", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)

    with pytest.raises(CheckpointRefused, match=r"damaged|holds no file"):
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@packers
def test_archive_that_was_cut_is_refused(tmp_path: Path, pack: Pack) -> None:
    archive = pack(tmp_path, FILES)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 3])

    with pytest.raises(CheckpointRefused, match="damaged"):
        unpack(archive, tmp_path / "out")


def test_name_that_is_no_text_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    archive = zipped(tmp_path, {"ä.json": b"{}"})
    # Flagged as UTF-8, which it no longer is.
    archive.write_bytes(archive.read_bytes().replace("ä".encode(), b"\xff\xff"))

    with pytest.raises(CheckpointRefused, match="damaged"):
        unpack(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_damaged_lzma_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("config.json", bytes(range(256)))
    content = bytearray((tmp_path / "a.zip").read_bytes())
    # The filter's properties, behind the local header, its name, and four bytes of their own.
    content[30 + len("config.json") + 4] = 0xFF
    (tmp_path / "a.zip").write_bytes(content)

    with pytest.raises(CheckpointRefused, match="damaged"):
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_a_mac_adds_is_left_out(tmp_path: Path) -> None:
    archive = zipped(tmp_path, {"m/config.json": b"{}", "__MACOSX/m/._config.json": b"x", "m/.DS_Store": b"x"})

    assert unpack(archive, tmp_path / "out") == ["config.json"]


def test_archive_of_1000_to_1_stops_early(tmp_path: Path) -> None:
    archive = zipped(tmp_path, {"model.safetensors": bytes(200_000_000)})

    with pytest.raises(CheckpointRefused, match="unpacks to more than"):
        unpack(archive, tmp_path / "out")
