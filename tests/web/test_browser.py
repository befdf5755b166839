"""In a real Chromium: the whole way by keyboard, undo, an input method, two reviewers at once, a server that dies."""

import re
import time
import zipfile
from pathlib import Path

import pytest
from tests.web.conftest import PASSWORD

from fourwinds.store.front import open_store

pytestmark = pytest.mark.browser
SIZES = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


class Reviewing:
    """A person at a window of their own."""

    def __init__(self, browser, serving, size=SIZES[0]):
        self.context = browser.new_context(viewport=size, locale="zh-CN", accept_downloads=True)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console", lambda line: self.problems.append(line.text) if "Content Security" in line.text else None
        )
        self.serving = serving

    def by_link(self):
        self.page.goto(self.serving.link)
        return self

    def by_password(self, name):
        self.page.goto(f"{self.serving.address}/login")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.serving.address}/")
        return self

    def upload(self, *files):
        self.page.goto(f"{self.serving.address}/upload")
        self.page.set_input_files("#files", [str(file) for file in files])
        self.page.click("text=上传，看看怎样读取")
        self.page.click("text=开始归类")
        self.page.wait_for_url("**/batches/*", timeout=60_000)
        return int(re.search(r"/batches/(\d+)", self.page.url)[1])

    def review(self, batch, query=""):
        self.page.goto(f"{self.serving.address}/batches/{batch}/review{query}")
        self.page.wait_for_selector("#opinion")
        return self

    @property
    def opinion(self):
        return int(self.page.get_attribute("#opinion", "data-opinion"))

    def press(self, *keys, says="已存"):
        """Press keys that decide or undo, and wait for what the page says of it."""
        before = self.page.get_attribute("#opinion", "data-opinion")
        for key in keys:
            self.page.keyboard.press(key)
        self.page.wait_for_function(
            "([before, says]) => document.getElementById('saved').textContent.includes(says) &&"
            " (!document.getElementById('opinion') || document.getElementById('opinion').dataset.opinion !== before)",
            arg=[before, says],
        )
        return self.page.inner_text("#saved")


@pytest.fixture
def store(serving):
    """The server's own store, looked at from outside."""
    opened = []

    def look():
        opened.append(open_store(f"sqlite:///{(serving.folder / 'data' / 'fourwinds.db').as_posix()}"))
        return opened[-1]

    yield look
    for one in opened:
        one.close()


@pytest.fixture
def survey(tmp_path):
    """Answers of which no two are alike."""
    path = tmp_path / "教师问卷.csv"
    who = ("教务处", "总务处", "德育处", "年级组", "后勤", "办公室")
    what = (
        "会议太多，没时间备课",
        "办事互相推，跑了好几趟",
        "报修三个月没人理",
        "领导很少进课堂",
        "检查前突击补材料",
        "食堂菜价偏贵",
    )
    rows = [f"{a}：{b}，第{n}次说了" for n, (a, b) in enumerate((a, b) for a in who for b in what)]
    path.write_text("意见\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_upload_review_by_keyboard_retrain_download(browser, serving, store, survey):
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(survey)
    me.review(batch)
    text = me.page.inner_text(".text")
    assert "没时间备课" in text or "次说了" in text
    assert me.press("Enter").startswith("已存")
    assert "官僚主义" in me.press("Digit2")
    me.page.keyboard.press("Shift+Digit1")
    assert me.page.is_visible(".guide.picking >> text=过度留痕")
    assert "形式主义·过度留痕" in me.press("4")
    me.page.keyboard.press("s")
    me.page.keyboard.press("3")
    assert me.page.inner_text("#subject-name") == "年级组"
    said = me.press("Digit1")
    assert "形式主义" in said
    assert "年级组" in said
    assert "未反映" in me.press("Digit0")
    assert "拿不准" in me.press("u")
    assert "排除" in me.press("x")
    me.page.keyboard.press("?")
    assert me.page.is_visible("#help")
    me.page.keyboard.press("Digit3")  # the help is open: no decision
    me.page.keyboard.press("?")
    assert not me.page.is_visible("#help")
    for _ in range(23):
        me.press("Digit1")
    kept = store().opinions.progress(batch)
    assert kept.decided >= 28
    assert me.page.inner_text(".progress-line b") == str(kept.decided)
    me.page.goto(f"{serving.address}/models")
    assert "可以重训" in me.page.inner_text("main") or "再改" in me.page.inner_text("main")
    me.page.click("text=现在重训")
    me.page.wait_for_url("**/models?said=retrained", timeout=90_000)
    history = me.page.inner_text("main")
    assert "标准题" in history
    assert "启用新模型" in history or "保留原模型" in history
    assert "未计算" in history  # a retrained model is not cross-validated
    me.page.goto(f"{serving.address}/batches/{batch}/papers")
    me.page.fill("[name=unit]", "青禾第二学校")
    me.page.click("text=生成全部材料")
    me.page.wait_for_url(f"**/batches/{batch}/papers?said=made", timeout=90_000)
    assert "材料已经生成" in me.page.inner_text("main")
    with me.page.expect_download() as download:
        me.page.click("text=全部材料.zip")
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert {"问题清单.docx", "意见汇总.xlsx", "整改台账.xlsx"} <= set(names)
    assert me.problems == []


def test_undo_and_back(browser, serving, store, survey):
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(survey)
    me.review(batch)
    seen = []
    for key in ("Digit1", "Digit2", "Digit5"):
        seen.append(me.opinion)
        me.press(key)
    me.press("Backspace", says="")
    assert me.opinion == seen[2]
    assert "您上次定的是" in me.page.inner_text("#opinion")
    me.press("Backspace", says="")
    assert me.opinion == seen[1]
    me.press("Digit0")
    for expected in (seen[1], seen[2], seen[1], seen[0]):  # the second decision on seen[1] is undone first
        me.page.keyboard.press("Control+z")
        me.page.wait_for_function(
            "(key) => document.getElementById('opinion').dataset.opinion === key", arg=str(expected)
        )
        me.page.wait_for_function("(says) => document.getElementById('saved').textContent.includes(says)", arg="已撤销")
        time.sleep(0.05)
    assert store().opinions.progress(batch).decided == 0
    me.page.keyboard.press("Control+z")
    me.page.wait_for_function(
        "(says) => document.getElementById('saved').textContent.includes(says)", arg="没有可以撤销的了"
    )


def test_whether_an_opinion_is_handed_on_is_decided_by_key_or_click_and_kept_by_enter(
    browser, serving, store, tmp_path
):
    danger = "有老师打孩子耳光，孩子脸都肿了"
    path = tmp_path / "家长问卷.csv"
    path.write_text(f"意见\n{danger}\n食堂菜价偏贵，希望便宜一点\n会议太多，没时间备课\n", encoding="utf-8")
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(path)
    me.review(batch)
    held = me.page.locator(".handing button[aria-pressed=true]")
    control = me.page.get_by_role("group", name="转交", exact=True)
    assert danger in me.page.inner_text(".text")  # before the others
    assert held.inner_text() == "学生安全"
    first = me.opinion
    assert "按学生安全转交" in me.press("Enter")
    second = me.opinion
    assert held.inner_text() == "不单独转交"
    me.page.keyboard.press("t")
    assert me.page.is_visible(".guide.picking >> text=要不要单独转交")
    me.page.keyboard.press("Digit5")  # none of the three: no decision either
    assert me.opinion == second
    me.page.keyboard.press("3")
    assert held.inner_text() == "学生安全"
    assert "还没有存" in me.page.inner_text("#saved")
    assert me.page.is_hidden(".guide.picking")
    control.get_by_role("button", name="线索").click()
    assert held.inner_text() == "线索"
    assert "按线索转交" in me.press("Enter")
    third = me.opinion
    assert held.inner_text() == "不单独转交"
    me.page.keyboard.press("t")
    me.page.keyboard.press("2")
    assert "按线索转交" in me.press("Digit1")
    me.page.keyboard.press("Control+z")
    me.page.wait_for_selector("#opinion")
    assert held.inner_text() == "不单独转交"
    kept = store()
    shown = {o.key: o.standing and o.standing.labels.handing for o in kept.opinions.all(batch)}
    assert shown == {first: "", second: "discipline_clue", third: None}
    me.page.keyboard.press("?")
    assert "要不要单独转交" in me.page.inner_text("#help")
    assert me.problems == []


def test_keys_are_off_while_typing_and_while_an_input_method_composes(browser, serving, store, survey):
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(survey)
    me.review(batch)
    here = me.opinion
    me.page.keyboard.press("n")
    me.page.keyboard.type("12xu0")
    me.page.keyboard.press("Enter")
    me.page.keyboard.press("Backspace")
    assert me.page.input_value("#note") == "12xu"
    typing = me.context.new_cdp_session(me.page)
    typing.send("Input.imeSetComposition", {"text": "huiyi", "selectionStart": 5, "selectionEnd": 5})
    for key in ("1", "Enter", " "):
        typing.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": f"Digit{key}"},
        )
    typing.send("Input.insertText", {"text": "会议"})
    assert me.page.input_value("#note") == "12xu会议"
    me.page.keyboard.press("Escape")
    # A composition that begins outside a field: the event says so, and the key is not ours.
    me.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '1', code: 'Digit1', isComposing: true, bubbles: true}))"
    )
    time.sleep(0.3)
    assert me.opinion == here
    assert store().opinions.progress(batch).decided == 0
    me.press("Digit1")
    assert store().opinions.get(here).standing.note == "12xu会议"


def test_two_reviewers_at_once(browser, serving, store, survey):
    serving.start()
    kept = store()
    for name, role in (("李审", "reviewer"), ("赵审", "reviewer"), ("陈批", "approver")):
        kept.users.add(name, PASSWORD, role, "本机")
    me = Reviewing(browser, serving).by_link()
    batch = me.upload(survey)
    li, zhao = (Reviewing(browser, serving).by_password(name).review(batch) for name in ("李审", "赵审"))
    seen = {"李审": [], "赵审": []}
    for _ in range(8):
        assert li.opinion != zhao.opinion
        for name, person in (("李审", li), ("赵审", zhao)):
            seen[name].append(person.opinion)
            person.press("Digit1")
    assert not set(seen["李审"]) & set(seen["赵审"])
    assert all(len(kept.verdicts.of(key)) == 1 for keys in seen.values() for key in keys)
    # Both open the same one: the slower is told, and nothing is lost.
    shared = li.opinion
    zhao.review(batch, f"?opinion={shared}")
    zhao.press("Digit3")
    li.page.keyboard.press("Digit1")
    li.page.wait_for_selector(".stale")
    assert "赵审 定为“享乐主义" in li.page.inner_text(".stale")
    assert len(kept.verdicts.of(shared)) == 1
    li.page.click("text=仍按我的存")
    li.page.wait_for_selector("#saved.ok")
    assert kept.opinions.progress(batch).conflicts == 1
    chen = Reviewing(browser, serving).by_password("陈批")
    chen.page.goto(f"{serving.address}/batches/{batch}/conflicts")
    chen.page.click("text=按 赵审 的")
    chen.page.wait_for_selector("text=已裁定")
    assert kept.opinions.get(shared).standing.labels.tag == kept.verdicts.of(shared)[0].labels.tag
    assert li.problems == zhao.problems == chen.problems == []


def test_a_decision_survives_the_death_of_the_server(browser, serving, store, survey):
    serving.start()
    store().users.add("李审", PASSWORD, "reviewer", "本机")
    batch = Reviewing(browser, serving).by_link().upload(survey)
    me = Reviewing(browser, serving).by_password("李审").review(batch)
    me.press("Digit1")
    here = me.opinion
    serving.kill()
    me.page.keyboard.press("Digit2")
    me.page.wait_for_function("(says) => document.getElementById('saved').textContent.includes(says)", arg="还没有存")
    assert me.opinion == here
    serving.start()
    me.page.wait_for_selector("#saved.ok", timeout=20_000)
    assert [v.labels.tag for v in store().verdicts.of(here)] == ["bureaucratism"]
    serving.kill()
    here = me.opinion
    me.page.keyboard.press("Digit1")
    me.page.wait_for_function("(says) => document.getElementById('saved').textContent.includes(says)", arg="还没有存")
    serving.start()
    me.page.reload()  # somebody loses patience: what was on its way is sent again, if it had not arrived already
    kept = store()
    for _ in range(200):
        if kept.verdicts.of(here):
            break
        me.page.wait_for_timeout(100)
    assert len(kept.verdicts.of(here)) == 1


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s['width']}x{s['height']}")
def test_everything_needed_to_decide_is_in_view(browser, serving, examples, size, tmp_path):
    me = Reviewing(browser, serving.start(), size).by_link()
    batch = me.upload(*(path for path in Path(examples).iterdir() if path.suffix in (".csv", ".xlsx", ".jsonl")))
    me.review(batch)
    me.page.wait_for_selector(".near, .similar .soft")
    for wanted in (
        ".text",
        ".suggestion",
        ".tag[data-key='5']",
        ".tag[data-key='0']",
        ".acts",
        ".handing",
        "#note",
        ".guide",
        ".lamp",
    ):
        box = me.page.locator(wanted).first.bounding_box()
        assert box, wanted
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"], wanted
        assert box["y"] + min(box["height"], 300) <= size["height"], wanted
    for place in (
        "",
        f"batches/{batch}",
        f"batches/{batch}/opinions",
        f"batches/{batch}/papers",
        "upload",
        "models",
        "audit",
    ):
        me.page.goto(f"{serving.address}/{place}")
        wide = me.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, place
    assert me.problems == []


def test_a_changed_column_changes_the_page_in_place(browser, serving, tmp_path):
    """So a long list does not jump to its top, and going back or reloading never asks to send a form again."""
    path = tmp_path / "问卷.csv"
    names = [f"第{n}题" for n in range(30)]
    path.write_text(
        ",".join(["意见", *names, "其他意见"]) + "\n" + "会议太多," + "好," * 30 + "食堂菜价贵\n", encoding="utf-8"
    )
    me = Reviewing(browser, serving.start()).by_link()
    me.page.goto(f"{serving.address}/upload")
    me.page.set_input_files("#files", str(path))
    me.page.click("text=上传，看看怎样读取")
    place = me.page.url
    me.page.fill("[name=name]", "全校")
    last = me.page.locator("select[name=role-31]")
    last.evaluate("(field) => field.scrollIntoView({ block: 'center' })")
    scrolled = me.page.evaluate("scrollY")
    assert scrolled > 0
    last.focus()
    last.select_option(label="不读取")
    me.page.wait_for_function("() => !document.querySelector('.samples').textContent.includes('食堂')")
    assert me.page.url == place
    assert abs(me.page.evaluate("scrollY") - scrolled) < 40
    assert me.page.input_value("[name=name]") == "全校"
    assert me.page.evaluate("document.activeElement.name") == "role-31"
    me.page.select_option("select[name=role-0]", label="不读取")
    me.page.wait_for_selector("text=重新选文件")
    me.page.select_option("select[name=role-0]", label="意见")
    me.page.wait_for_selector("text=开始归类")
    assert me.page.input_value("[name=name]") == "全校"
    me.page.click("text=开始归类")
    me.page.wait_for_url("**/batches/*", timeout=60_000)
    assert me.page.inner_text("h1").startswith("全校")
    assert me.problems == []


def test_what_a_list_was_narrowed_to_is_found_again_on_the_way_back(browser, serving, survey):
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(survey)
    me.page.goto(f"{serving.address}/batches/{batch}/opinions")

    def found():
        return int(me.page.inner_text(".bar b"))

    whole = found()
    me.page.select_option("[name=manifestation]", "formalism.excessive_meetings")
    me.page.wait_for_url("**/opinions?tag=formalism&manifestation=formalism.excessive_meetings")
    assert me.page.input_value("[name=tag]") == "formalism"
    meetings = found()
    assert 0 < meetings < whole
    me.page.click(".said a >> nth=0")
    me.page.wait_for_selector("#opinion")
    me.page.go_back()
    me.page.wait_for_selector(".bar")
    assert found() == meetings
    assert me.page.input_value("[name=manifestation]") == "formalism.excessive_meetings"
    me.page.fill("#words", "备课")
    me.page.wait_for_timeout(700)
    assert "words" not in me.page.url  # addresses stay in the browser's history
    me.page.fill("#words", "")
    me.page.select_option("[name=tag]", "hedonism")
    me.page.wait_for_url("**/opinions?tag=hedonism")
    assert me.page.input_value("[name=manifestation]") == ""
    me.page.select_option("[name=tag]", "")
    me.page.wait_for_url("**/opinions")
    assert found() == whole
    assert me.problems == []


def test_files_too_large_are_refused_before_they_are_sent(browser, serving, tmp_path):
    """The server closes the connection on them, and a browser shows that as an error of the network."""
    serving.start()
    me = Reviewing(browser, serving).by_link()
    (tmp_path / "大.csv").write_bytes("意见\n".encode() + b"x" * (257 << 20))
    (tmp_path / "小.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    me.page.goto(f"{serving.address}/upload")
    me.page.set_input_files("#files", str(tmp_path / "大.csv"))
    assert "共 258 MB，超过 256 MB；请分几次上传" in me.page.inner_text("#chosen")
    assert me.page.is_disabled("button.main")
    me.page.set_input_files("#files", str(tmp_path / "小.csv"))
    assert me.page.inner_text("#chosen") == "小.csv"
    assert me.page.is_enabled("button.main")


def test_the_name_of_the_office_is_asked_for_once(browser, serving, survey):
    serving.start()
    (serving.folder / "settings.toml").write_text(
        f'data_folder = "{(serving.folder / "data").as_posix()}"\n', encoding="utf-8"
    )
    serving.stop()
    me = Reviewing(browser, serving.start()).by_link()
    batch = me.upload(survey)
    me.page.goto(f"{serving.address}/batches/{batch}/papers")
    assert me.page.input_value("[name=unit]") == ""
    me.page.fill("[name=unit]", "青禾第二学校")
    me.page.click("text=生成全部材料")
    me.page.wait_for_url(f"**/batches/{batch}/papers?said=made", timeout=90_000)
    assert me.page.input_value("[name=unit]") == "青禾第二学校"


def test_long_words_long_names_and_long_opinions_stay_in_their_place(browser, serving, tmp_path):
    path = tmp_path / f"{'征求意见' * 15}.csv"
    path.write_text(f"意见\n{'A' * 400}\n{'上午通知，下午就要交材料，' * 40}\n", encoding="utf-8")
    me = Reviewing(browser, serving.start()).by_link()
    me.page.goto(f"{serving.address}/upload")
    me.page.set_input_files("#files", str(path))
    me.page.click("text=上传，看看怎样读取")
    me.page.fill("[name=name]", "全体教职工" * 16)
    me.page.click("text=开始归类")
    me.page.wait_for_url("**/batches/*", timeout=60_000)
    batch = me.page.url.partition("?")[0]
    me.page.goto(f"{serving.address}/upload")
    me.page.set_input_files("#files", str(path))
    me.page.click("text=上传，看看怎样读取")
    place = me.page.url
    for size in SIZES:
        me.page.set_viewport_size(size)
        for address in (place, f"{serving.address}/", batch, f"{batch}/opinions", f"{batch}/review"):
            me.page.goto(address)
            assert me.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    rows = me.page.goto(f"{batch}/opinions") and me.page.locator(".opinions tbody tr")
    assert max(rows.nth(n).bounding_box()["height"] for n in range(2)) < 200
    me.page.goto(f"{batch}/review")
    assert me.page.locator(".heading").bounding_box()["height"] < 60
