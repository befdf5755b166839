"""Temperature, calibration error and threshold."""

import numpy as np
import pytest

from fourwinds.classify import calibrate


def test_ece_of_a_known_case():
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    correct = np.array([True, True, True, False])
    assert calibrate.expected_calibration_error(confidence, correct) == pytest.approx(0.5 * 0.05 + 0.5 * 0.05)


def _drawn(sharpness):
    """Labels drawn from probabilities, and those probabilities made too sure by ``sharpness``."""
    rng = np.random.default_rng(3)
    p = rng.dirichlet([1, 1, 1], size=4000)
    label = np.array([rng.choice(3, p=row) for row in p])
    lengths = rng.integers(4, 200, 4000)
    return calibrate.tempered(p, 1 / sharpness(lengths)), label, lengths


def test_temperature_mends_overconfidence():
    p, label, lengths = _drawn(lambda n: np.full(len(n), 2.0))
    assert calibrate.fit_temperature(p, label, lengths, 200.0) == pytest.approx(2.0, rel=0.1)


def test_long_texts_have_a_higher_temperature():
    assert calibrate.temperatures(np.array([0, 60, 120]), 0.8, 60.0).tolist() == [0.8, 0.8, 1.6]
    p, label, lengths = _drawn(lambda n: calibrate.temperatures(n, 1.5, 60.0))
    assert calibrate.fit_temperature(p, label, lengths, 60.0) == pytest.approx(1.5, rel=0.1)


def test_tempering_never_changes_the_order():
    p = np.array([[0.7, 0.2, 0.1], [0.2, 0.2, 0.6]])
    for temperature in (0.3, 1.0, 5.0):
        again = calibrate.tempered(p, np.full(2, temperature))
        assert (again.argmax(axis=1) == p.argmax(axis=1)).all()
        np.testing.assert_allclose(again.sum(axis=1), 1)
    np.testing.assert_allclose(calibrate.tempered(p, np.ones(2)), p)


def test_the_threshold_costs_least():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.3, 1, 20_000)
    correct = rng.random(20_000) < confidence
    threshold = calibrate.review_threshold(confidence, correct, 5.0)
    assert threshold == pytest.approx(1 - 1 / 5, abs=0.05)  # probabilities that mean what they say

    def cost(at):
        return (confidence < at).sum() + 5 * (~correct[confidence >= at]).sum()

    assert all(cost(threshold) <= cost(at) for at in np.linspace(0.3, 0.95, 66))


def test_thresholds_where_nothing_or_everything_must_be_looked_at():
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    assert calibrate.review_threshold(confidence, np.array([True, True, True, False]), 8.0) == 0.7
    assert calibrate.review_threshold(confidence, np.ones(4, dtype=bool), 8.0) == 0.6
    assert calibrate.review_threshold(confidence, np.zeros(4, dtype=bool), 8.0) == 0.95


def test_a_label_that_errs_more_is_looked_at_more():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], 6000)
    truth = np.array([rng.choice(3, p=row) for row in p])
    hasty = np.where(p.argmax(axis=1) == 0, rng.integers(0, 3, 6000), truth)  # what is said of label 0 is worth little
    lazy, *others = calibrate.label_thresholds(p, hasty, 8.0)
    assert lazy == 0.95
    assert max(others) < 0.95
    few = calibrate.label_thresholds(p[:40], truth[:40], 8.0)
    assert len(set(few)) == 1
