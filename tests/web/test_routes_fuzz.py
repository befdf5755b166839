"""Schemathesis on every route: whatever is sent, the server does not break and says nothing of its insides."""

import warnings
from typing import Any

from hypothesis import HealthCheck, given, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis

from tests.web.conftest import HOST, fill

from fourwinds.web.access import COOKIE, Access, csrf_of
from fourwinds.web.app import create_app

INSIDES = ("Traceback", "sqlalchemy", "sqlite3", "/tmp/", ".py")


def test_no_request_breaks_the_server(desk, monkeypatch):
    batch = fill(desk)
    access = Access(desk, is_local=True)
    app = create_app(desk, access, hosts=[HOST], upload_bytes=1 << 20)
    session = access.enter(access.once)
    headers = {"Host": HOST, "Cookie": f"{COOKIE}={session}", "X-CSRF": csrf_of(session)}
    monkeypatch.setattr(desk.jobs, "start", lambda *_: "no-job")  # jobs are tested by themselves
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    statuses: dict[str, set[int]] = {}

    def attempt(case: Any) -> None:
        if "batch" in (case.path_parameters or {}) and case.path_parameters["batch"] % 2:
            case.path_parameters["batch"] = batch.key
        answer = case.call(headers=headers, base_url=f"http://{HOST}", allow_redirects=False)
        assert answer.status_code < 500, (case.path, answer.text[-600:])
        assert not [inside for inside in INSIDES if inside in answer.text], case.path
        assert "content-security-policy" in {name.lower() for name in answer.headers}
        statuses.setdefault(case.path, set()).add(answer.status_code)

    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path == "/logout":
            continue
        fuzz = given(case=operation.as_strategy())(lambda case: attempt(case))
        settings(
            max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )(fuzz)()
    assert len(statuses) > 25
    assert any(200 in seen for seen in statuses.values())
