"""The way in: the one-time link, accounts, throttling, roles, the end of a session."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.web.conftest import PASSWORD

from fourwinds.store.front import open_store
from fourwinds.web.access import COOKIE, HOURS, Access
from fourwinds.web.throttle import FIRST_WAIT, FREE, Throttle

CLOSED = ("/", "/upload", "/batches/1", "/batches/1/review", "/models", "/accounts", "/audit", "/recycled", "/jobs/x")


@pytest.mark.parametrize("path", CLOSED)
def test_nobody_gets_past_the_door_without_a_session(stranger, path):
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert stranger.get(path, headers={"x-fragment": "1"}).status_code == 401
    assert stranger.post(path).status_code in (401, 405)


def test_an_upload_without_a_session_is_refused_before_its_body_is_read(stranger, desk):
    answer = stranger.post("/upload", files={"files": ("a.csv", "意见\n会议太多".encode())})
    assert (answer.status_code, "没有执行" in answer.text) == (401, True)
    assert not (desk.folder / "uploads").exists()


def test_the_link_lets_one_in_once(stranger, access):
    link = access.once
    assert stranger.get("/enter", params={"token": "x" + link}).status_code == 403
    answer = stranger.get("/enter", params={"token": link})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    again = stranger.get("/enter", params={"token": link})
    assert (again.status_code, "已经用过或不对" in again.text) == (403, True)


def test_the_link_clicked_again_by_who_is_in_leads_to_the_batches(local, access):
    answer = local.get("/enter", params={"token": "used"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_an_ended_session_says_so_and_what_became_of_the_form(stranger, local):
    local.post("/logout")
    stranger.cookies.set(COOKIE, "ended")
    assert "登录已过期；请重新登录" in stranger.get("/batches/1", follow_redirects=True).text
    answer = stranger.post("/models/retrain", headers={"accept": "text/html"}, follow_redirects=True)
    assert "登录已过期，这一步没有执行" in answer.text
    assert 'name="password"' in answer.text  # a page to go on from, not a bare sentence


def test_sessions_run_out(desk):
    clock = [1000.0]
    access = Access(desk, is_local=True, clock=lambda: clock[0])
    session = access.enter(access.once)
    assert access.user_of(session)
    clock[0] += HOURS * 3600 + 1
    assert access.user_of(session) is None


def test_logout_ends_the_session_even_for_a_kept_cookie(stranger, local):
    kept = stranger.cookies[COOKIE]
    assert local.post("/logout").status_code == 303
    stranger.cookies.set(COOKIE, kept)
    assert stranger.get("/").status_code == 303


def test_accounts_come_in_with_their_password_and_sessions_outlive_a_restart(stranger, people, desk, tmp_path):
    wrong = stranger.post("/login", data={"name": "李审", "password": "wrong-password"})
    assert (wrong.status_code, "账号或密码不对" in wrong.text) == (403, True)
    unknown = stranger.post("/login", data={"name": "没有这人", "password": "wrong-password"})
    assert unknown.text == wrong.text
    assert stranger.post("/login", data={"name": "李审", "password": PASSWORD}).status_code == 303
    session = stranger.cookies[COOKIE]
    again = open_store(f"sqlite:///{(tmp_path / 'data' / 'fourwinds.db').as_posix()}")
    assert again.sessions.user_of(session).name == "李审"
    again.close()


def test_passwords_cannot_be_tried_for_ever(stranger, people):
    for _ in range(FREE):
        assert stranger.post("/login", data={"name": "李审", "password": "wrong-password"}).status_code in (403, 429)
    answer = stranger.post("/login", data={"name": "李审", "password": PASSWORD})
    assert (answer.status_code, "次数过多" in answer.text) == (429, True)
    assert int(answer.headers["retry-after"]) > 0


def test_passwords_tried_all_at_once_are_counted_all_the_same(access, people, monkeypatch):
    tried = []
    monkeypatch.setattr("fourwinds.workflows.accounts.check", lambda *said: tried.append(said) or time.sleep(0.01))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda n: access.login("李审", f"guess-{n}", "10.0.0.9"), range(12)))
    assert len(tried) == FREE


def test_nobody_lowers_the_account_they_work_with(login, desk):
    assert "不能改低自己" in login("陈批").post("/accounts/change", {"name": "陈批", "role": "staff"}).text
    assert [user.role for user in desk.store.users.all() if user.name == "陈批"] == ["approver"]


def test_nobody_closes_the_account_they_work_with_by_a_blank(login, desk):
    for changed in ({"role": "staff"}, {"active": "0"}):
        assert "自己正在使用的账号" in login("陈批").post("/accounts/change", {"name": " 陈批 ", **changed}).text
    assert [(user.role, user.active) for user in desk.store.users.all() if user.name == "陈批"] == [("approver", True)]


def test_a_refused_password_leaves_the_role(login, desk):
    answer = login("陈批").post(
        "/accounts/change", {"name": "李审", "role": "approver", "password": "短", "active": "0"}
    )
    assert "密码有 1 个字符" in answer.text
    assert [(user.role, user.active) for user in desk.store.users.all() if user.name == "李审"] == [("reviewer", True)]
    assert login("陈批").post("/accounts/change", {"name": "李审", "role": "staff"}).status_code == 303
    assert [(user.role, user.active) for user in desk.store.users.all() if user.name == "李审"] == [("staff", True)]


def test_page_and_command_line_refuse_the_same_accounts_in_the_same_words(login, desk):
    said = login("陈批").post("/accounts", {"name": "新人", "password": "短", "role": "staff"}).text
    assert "密码有 1 个字符；可用 8 到 200 个字符；请换一个密码。" in said
    said = login("陈批").post("/accounts", {"name": "新 人", "password": PASSWORD, "role": "staff"}).text
    assert "账号名“新 人”不能用；可用 1 到 32 个汉字、字母、数字或 . @ - _" in said
    assert 'minlength="8"' in login("陈批").get("/password").text
    assert not [user for user in desk.store.users.all() if user.name.startswith("新")]


def test_the_wait_doubles_and_a_success_forgets():
    clock = [0.0]
    throttle = Throttle(lambda: clock[0])
    for _ in range(FREE - 1):
        throttle.failed("a")
    assert throttle.wait("a") == 0
    throttle.failed("a")
    assert throttle.wait("a", "b") == FIRST_WAIT
    clock[0] += FIRST_WAIT
    assert throttle.wait("a") == 0
    throttle.failed("a")
    assert throttle.wait("a") == 2 * FIRST_WAIT
    throttle.succeeded("a")
    assert throttle.wait("a") == 0


@pytest.mark.parametrize(
    ("name", "path", "data"),
    [
        ("王工", "/batches/{}/review/decide", {"opinion": 1, "version": 0, "action": "unsure", "request_key": "k"}),
        ("王工", "/batches/{}/accept", {"opinion": [1], "request_key": "k"}),
        ("王工", "/models/retrain", {}),
        ("李审", "/batches/{}/recycle", {}),
        ("李审", "/batches/{}/conflicts", {"opinion": 1, "version": 0, "leaf": "none.praise", "subject": "teacher", "request_key": "k"}),
        ("李审", "/accounts", {"name": "新人", "password": PASSWORD, "role": "approver"}),
        ("李审", "/accounts/change", {"name": "李审", "role": "approver"}),
        ("李审", "/models/use", {"name": "default"}),
        ("李审", "/recycled/{}/erase", {"name": "教师问卷"}),
    ],
)  # fmt: skip
def test_roles_are_kept_to(login, batch, desk, name, path, data):
    answer = login(name).post(path.format(batch.key), data)
    assert (answer.status_code, "不能做这一步" in answer.text) == (403, True)
    assert desk.store.opinions.progress(batch.key).decided == 0
    assert [user.role for user in desk.store.users.all() if user.name == "李审"] == ["reviewer"]


def test_signing_off_is_the_approvers(login, batch, desk):
    assert login("王工").post(f"/batches/{batch.key}/state", {"state": "submitted"}).status_code == 303
    answer = login("李审").post(f"/batches/{batch.key}/state", {"state": "final"})
    assert (answer.status_code, "由审批人操作" in answer.text) == (400, True)
    assert login("陈批").post(f"/batches/{batch.key}/state", {"state": "final"}).status_code == 303
    assert desk.store.batches.get(batch.key).state == "final"
    card = login("李审").get(f"/batches/{batch.key}/review")
    assert "已经定稿" in card.text


def test_a_closed_account_is_out_at_once(login, desk):
    page = login("李审")
    login("陈批").post("/accounts/change", {"name": "李审", "active": "0"})
    assert page.get("/").status_code == 303


def test_people_change_their_own_password(login, desk, access):
    page = login("李审")
    assert "原密码不对" in page.post("/password", {"old": "nonsense", "new": "another-long-one"}).text
    for _ in range(FREE - 1):
        answer = page.post("/password", {"old": "nonsense", "new": "another-long-one"})
    assert (answer.status_code, "次数过多" in answer.text) == (429, True)
    access.throttle.succeeded("name:李审")
    changed = page.post("/password", {"old": PASSWORD, "new": "another-long-one"}, follow_redirects=True)
    assert "密码已经改好；请用新密码登录" in changed.text  # every session of the account has ended
    assert desk.store.users.check("李审", "another-long-one")


def test_a_mistake_is_put_right_where_it_was_made(login):
    page = login("陈批")
    here = "http://127.0.0.1:8765"
    wrong = {"name": "新 人", "password": PASSWORD, "role": "staff"}
    back = 'href="/accounts">回到刚才的页面'
    assert back in page.post("/accounts", wrong, headers={"referer": f"{here}/accounts"}).text
    for came in ("", "http://elsewhere.test/accounts", f"{here}//elsewhere.test", f"{here}/login", "x:y", "http://["):
        assert "回到刚才的页面" not in page.post("/accounts", wrong, headers={"referer": came}).text
    assert "回到刚才的页面" not in page.get("/batches/99", headers={"referer": f"{here}/batches/99"}).text


def test_the_audit_log_speaks_chinese(login, batch):
    page = login("陈批")
    page.post("/accounts/change", {"name": "李审", "role": "staff"})
    page.post("/accounts/change", {"name": "李审", "active": "0"})
    page.post(f"/batches/{batch.key}/state", {"state": "submitted"})
    page.post(f"/batches/{batch.key}/recycle")
    page.post(f"/recycled/{batch.key}/erase", {"name": batch.name})
    text = page.get("/audit").text
    for said in ("李审：工作人员", "李审：停用", f"批次 {batch.key}：送审", "形式主义 8 条"):
        assert said in text, said
    for code in ("staff", "approver", "False", "submitted", "formalism"):
        assert code not in text, code
