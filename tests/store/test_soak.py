"""A short, seeded run of ``make soak``: processes killed while they save."""

from tests.store.soak import check, torment


def test_what_was_acknowledged_is_there_once_after_kills(url):
    seen = torment(url, 60, seed=7, lives=(0.05, 0.25))
    check(url, seen)
    assert len(seen.saved) == 60
    assert seen.kills >= 1
