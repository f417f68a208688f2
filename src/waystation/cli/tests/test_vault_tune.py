"""`waystation vault tune`, as a transcript."""

from waystation.cli.tests.conftest import run


def test_tuning_says_what_it_found_and_writes_it_unless_asked_not_to(tmp_path):
    looked = run("vault", "tune", "--dry-run", home=tmp_path)
    wrote_then = (tmp_path / "kdf-passes").exists()
    tuned = run("vault", "tune", home=tmp_path)

    # At the price of tests no number of passes is a second of work: the most is taken.
    assert looked.out.startswith("32 passes: 0.")
    assert looked.out.endswith("It is 1 now; nothing was written.\n")
    assert not wrote_then
    assert f"It was 1; written to {tmp_path / 'kdf-passes'}." in tuned.out
    assert (tmp_path / "kdf-passes").read_text() == "32"
    assert (looked.status, tuned.status, looked.err + tuned.err) == (0, 0, "")
