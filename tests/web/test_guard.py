"""What no page sees: foreign hosts, foreign origins, bodies too large; and the headers on every answer."""

import pytest

SECURE = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


def test_every_answer_carries_the_security_headers(stranger, local):
    for answer in (
        stranger.get("/"), stranger.get("/static/app.css"), stranger.get("/nothing"), stranger.get("/", headers={"host": "x"}),
    ):  # fmt: skip
        assert all(name in answer.headers for name in SECURE), answer.request.url
    policy = stranger.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in stranger.get("/").headers


PAGES = ("", "/opinions", "/review", "/review/card", "/papers", "/conflicts")


def test_no_page_has_inline_script_or_style_or_a_foreign_address(stranger, local, batch):
    alone = ("/", "/upload", "/models", "/accounts", "/password", "/audit", "/recycled", "/nothing")
    preview = local.post("/upload", files=[("files", ("a.csv", "意见\n会议太多\n".encode()))]).headers["location"]
    seen = {path: local.get(path).text for path in (*alone, preview, *(f"/batches/{batch.key}{p}" for p in PAGES))}
    stranger.cookies.clear()
    seen |= {path: stranger.get(path).text for path in ("/login", "/enter?token=wrong")}
    for path, text in seen.items():
        assert len(text) > 200, path
        for bad in (" style=", "<style", "onclick=", "javascript:", "https://", 'src="http'):
            assert bad not in text, (path, bad)
        assert all("src=" in part.partition(">")[0] for part in text.split("<script")[1:]), path


@pytest.mark.parametrize("host", ["evil.example:8765", "127.0.0.1", "localhost.evil.example:8765", ""])
def test_a_foreign_host_is_refused(local, host):
    answer = local.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "启动时显示的地址" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_foreign_page_cannot_make_the_browser_post(local, headers):
    answer = local.post("/logout", headers=headers)
    assert answer.status_code == 403
    assert "来自别的网页" in answer.text
    assert local.get("/").status_code == 200


def test_a_form_of_no_or_another_session_is_refused(local, batch):
    for csrf in ("", "0" * 32, "汉"):
        answer = local.post(f"/batches/{batch.key}/recycle", {"csrf": csrf})
        assert answer.status_code == 403
        assert "已经过期" in answer.text
    assert local.post(f"/batches/{batch.key}/recycle").status_code == 303


def test_a_body_too_large_is_refused_declared_or_not(local):
    limit = 2 << 20
    assert local.client.post("/login", headers={"content-length": "9" * 5000}).status_code == 413
    big = {"files": ("a.csv", b"x" * (limit + 1))}
    answer = local.post("/upload", files=big)
    assert (answer.status_code, "超过 2 MB" in answer.text) == (413, True)

    def endless():
        for _ in range(40):
            yield b"x" * (64 << 10)

    answer = local.client.post(
        "/logout", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert (answer.status_code, "超过 1 MB" in answer.text) == (413, True)


def test_an_error_inside_is_a_sentence_without_traceback(local, desk, monkeypatch):
    def broken(*_):
        raise RuntimeError("会议太多，没时间备课")

    monkeypatch.setattr(type(desk.store.batches), "all", broken)
    answer = local.get("/")
    assert answer.status_code == 500
    assert "程序内部出错（RuntimeError）" in answer.text
    assert "没时间备课" not in answer.text
    assert "content-security-policy" in answer.headers
