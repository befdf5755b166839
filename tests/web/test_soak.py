"""A short seeded run of ``tests.web.soak``, in a process of its own because it talks to the server; ``make soak`` runs the long one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_server_is_killed_while_reviewers_work():
    command = "-W ignore -m tests.web.soak --verdicts 120 --seed 7 --kills 2 --lives 0.3 1.5 --only sqlite"
    done = subprocess.run([sys.executable, *command.split()], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "120 verdicts acknowledged, server killed 2 times" in done.stdout
    assert "wrong: nothing" in done.stdout
