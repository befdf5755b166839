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
    temperature, exponent = calibrate.fit_temperature(p, label, lengths)
    assert temperature == pytest.approx(2.0, rel=0.1)
    assert exponent == 0


def test_long_texts_may_need_a_higher_temperature():
    p, label, lengths = _drawn(lambda n: calibrate.temperatures(n, 1.5, 0.4))
    temperature, exponent = calibrate.fit_temperature(p, label, lengths)
    assert temperature == pytest.approx(1.5, rel=0.1)
    assert exponent == pytest.approx(0.4, abs=0.11)


def test_tempering_never_changes_the_order():
    p = np.array([[0.7, 0.2, 0.1], [0.2, 0.2, 0.6]])
    for temperature in (0.3, 1.0, 5.0):
        again = calibrate.tempered(p, np.full(2, temperature))
        assert (again.argmax(axis=1) == p.argmax(axis=1)).all()
        np.testing.assert_allclose(again.sum(axis=1), 1)
    np.testing.assert_allclose(calibrate.tempered(p, np.ones(2)), p)


def test_threshold_is_the_lowest_that_is_accurate_enough():
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    correct = np.array([True, True, True, False])
    assert calibrate.review_threshold(confidence, correct, 0.95) == 0.7
    assert calibrate.review_threshold(confidence, np.zeros(4, dtype=bool), 0.95) == 0.95
