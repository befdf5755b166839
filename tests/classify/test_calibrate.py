"""Temperature, calibration error and threshold."""

import numpy as np
import pytest

from fourwinds.classify import calibrate


def test_ece_of_a_known_case():
    confidence = np.array([0.95, 0.95, 0.55, 0.55])
    correct = np.array([True, True, True, False])
    assert calibrate.expected_calibration_error(confidence, correct) == pytest.approx(0.5 * 0.05 + 0.5 * 0.05)


def test_temperature_mends_overconfidence():
    rng = np.random.default_rng(3)
    true = rng.normal(size=(4000, 3))
    p = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    label = np.array([rng.choice(3, p=row) for row in p])
    assert calibrate.fit_temperature(true * 2.5, label, np.eye(3)) == pytest.approx(2.5, rel=0.12)


def test_threshold_is_the_lowest_that_is_accurate_enough():
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    correct = np.array([True, True, True, False])
    assert calibrate.review_threshold(confidence, correct, 0.95) == 0.7
    assert calibrate.review_threshold(confidence, np.zeros(4, dtype=bool), 0.95) == 0.95
