"""The privacy test set: what must be masked is masked, what is clean is left alone. Figures are printed with -s."""

from collections import Counter
from pathlib import Path

from fourwinds.clean.shield import MAYBE_NAME, SELF_IDENTIFYING, mask

SET = Path(__file__).parents[1] / "data" / "privacy.txt"


def lines() -> list[tuple[str, str, list[str]]]:
    """Kind, text and what of it must not be shown."""
    found = []
    for line in SET.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text = line.split("\t", 1)
            secrets = [part.split("}")[0] for part in text.split("{")[1:]]
            found.append((kind, text.replace("{", "").replace("}", ""), secrets))
    return found


def recall(kind: str) -> tuple[float, list[str]]:
    wanted = [(text, secret) for k, text, secrets in lines() if k == kind for secret in secrets]
    missed = [f"{text} -> {mask(text)[0]}" for text, secret in wanted if secret in mask(text)[0]]
    return 1 - len(missed) / len(wanted), missed


def flagged(kind: str, flag: str) -> tuple[float, list[str]]:
    texts = [text for k, text, _ in lines() if k == kind]
    missed = [text for text in texts if flag not in mask(text)[1]]
    return 1 - len(missed) / len(texts), missed


def test_the_set_is_large():
    sizes = Counter(kind for kind, _, _ in lines())
    assert sum(sizes.values()) >= 400
    assert min(sizes["S"], sizes["N"]) >= 100


def test_structured_items_are_masked():
    share, missed = recall("S")
    print(f"structured recall {share:.4f}")
    assert share >= 0.98, missed


def test_names_are_masked():
    share, missed = recall("N")
    print(f"name recall {share:.4f}")
    assert share >= 0.90, missed


def test_a_surname_with_a_post_is_shown_and_flagged():
    share, missed = flagged("M", MAYBE_NAME)
    print(f"maybe_name recall {share:.4f}")
    assert share >= 0.90, missed


def test_self_identifying_remarks_are_flagged():
    share, missed = flagged("I", SELF_IDENTIFYING)
    print(f"self_identifying recall {share:.4f}")
    assert share >= 0.90, missed


def test_clean_opinions_are_left_alone():
    clean = [text for kind, text, _ in lines() if kind == "C"]
    alarms = [f"{text} -> {mask(text)}" for text in clean if mask(text) != (text, ())]
    print(f"false alarms {len(alarms)} of {len(clean)}")
    assert len(alarms) <= 0.02 * len(clean), alarms


def test_only_what_is_secret_is_masked():
    """What stands around a secret is kept, so that the opinion can still be understood."""
    rest = [(text, secrets) for kind, text, secrets in lines() if kind in "SN"]
    kept = 0
    for text, secrets in rest:
        shown = mask(text)[0]
        for secret in secrets:
            text = text.replace(secret, "|", 1)
        kept += all(part[-4:] in shown for part in text.split("|") if part)
    assert kept >= 0.95 * len(rest)
