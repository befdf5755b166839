"""Files in: how they would be read, roles that can be changed, progress, the batch; and what is refused."""

import io
import re
import time
import zipfile

CSV = "序号,姓名,意见,其他说明\n1,张小丽,会议太多，没时间备课,食堂菜价贵\n2,王大明,办事要跑好几趟,没有\n".replace(
    "多，", "多"
).encode()


def upload(page, *files):
    answer = page.post("/upload", files=[("files", file) for file in files])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def finished(page, answer, tries=300):
    assert answer.status_code == 303, answer.text
    for _ in range(tries):
        state = page.get(answer.headers["location"])
        if state.status_code == 303:
            return state.headers["location"]
        assert 'role="alert"' not in state.text, state.text
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def test_the_proposals_are_shown_with_reasons_and_persons_are_locked(local):
    text = local.get(upload(local, ("问卷.csv", CSV))).text
    assert "列名像在征求意见" in text
    assert "个人及其他信息（不读取）" in text
    names = re.findall(r'<select name="role-(\d)"', text)
    assert names == ["0", "2", "3"]  # 姓名 cannot be chosen
    assert "张小丽" not in text
    assert "会议太多" in text


def test_roles_can_be_changed_and_the_batch_holds_what_was_asked_for(local, desk):
    place = upload(local, ("问卷.csv", CSV))
    changed = local.post(f"{place}/columns", {"role-2": "选择题（不读取）", "role-3": "意见", "name": "后勤"})
    assert "食堂菜价贵" in changed.text
    assert "会议太多" not in changed.text
    assert 'value="后勤"' in changed.text
    target = finished(
        local,
        local.post(
            f"{place}/start", {"role-2": "选择题（不读取）", "role-3": "意见", "role-1": "意见", "name": "后勤"}
        ),
    )
    key = int(re.search(r"/batches/(\d+)", target)[1])
    _, rows = desk.store.opinions.page(key)
    assert [row.tagged.text for row in rows] == ["食堂菜价贵", "没有"]
    assert desk.store.batches.get(key).name == "后勤"
    assert not list((desk.folder / "uploads" / "incoming").iterdir())
    assert [path.read_bytes() for path in (desk.folder / "uploads" / str(key)).iterdir()] == [CSV]


def test_the_same_files_again_are_the_same_batch(local, desk):
    first = finished(local, local.post(f"{upload(local, ('问卷.csv', CSV))}/start"))
    again = finished(local, local.post(f"{upload(local, ('问卷.csv', CSV))}/start"))
    assert again.partition("?")[0] == first.partition("?")[0]
    assert "以前都存过" in local.get(again).text
    assert len(desk.store.batches.all()) == 1


def test_equal_answers_in_two_columns_of_one_row_are_two_opinions(local, desk):
    csv = "对班子的意见,对处室的意见\n无,无\n会议太多,会议太多\n".encode()
    finished(local, local.post(f"{upload(local, ('问卷.csv', csv))}/start"))
    assert desk.store.batches.all()[0].opinions == 4


def test_a_file_that_cannot_be_read_says_why_and_nothing_is_kept(local, desk):
    answer = local.get(upload(local, ("照片.xlsx", b"\x89PNG not a workbook")))
    assert answer.status_code == 400
    assert "照片.xlsx" in answer.text
    assert "开始归类" not in answer.text
    assert desk.store.batches.all() == []


def test_names_of_files_never_become_paths(local, desk):
    for name in ("../../escaped.csv", "..\\..\\escaped.csv", "/tmp/escaped.csv", "con\x00.csv", "." * 200 + ".csv"):
        place = upload(local, (name, CSV))
        folder = desk.folder / "uploads" / "incoming" / place.rpartition("/")[2]
        [kept] = list(folder.iterdir())
        assert kept.resolve().parent == folder.resolve()
    outside = [p for p in desk.folder.parent.rglob("*escaped*") if "incoming" not in p.parts]
    assert outside == []
    for token in ("%2e%2e%2f%2e%2e", "%2e%2e", "x" * 41, "incoming"):
        assert local.get(f"/uploads/{token}").status_code in (400, 404, 422), token


def test_a_bomb_in_an_archive_is_a_sentence(local):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * (500 << 20))
    answer = local.get(upload(local, ("问卷.xlsx", packed.getvalue())))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_name_as_long_as_windows_allows_is_taken(local):
    assert "没时间备课" in local.get(upload(local, ("问" * 200 + ".csv", CSV))).text


def test_discarded_uploads_are_destroyed(local, desk):
    place = upload(local, ("问卷.csv", CSV))
    assert local.post(f"{place}/discard").status_code == 303
    assert list((desk.folder / "uploads" / "incoming").iterdir()) == []
    assert "已经归类或已过期" in local.get(place).text


def test_a_job_that_this_process_does_not_know_is_explained(local):
    answer = local.get("/jobs/nothing")
    assert (answer.status_code, "重新启动过" in answer.text) == (404, True)


def test_opinions_that_may_hold_a_name_are_counted_and_marked(local):
    csv = "意见\n张伟主任开会总迟到\n会议太多\n".encode()
    target = finished(local, local.post(f"{upload(local, ('问卷.csv', csv))}/start")).partition("?")[0]
    assert "1 条可能含有姓名、0 条可能看得出是谁写的" in local.get(target).text
    assert local.get(f"{target}/opinions").text.count('<span class="badge">可能含姓名</span>') == 1


def test_the_name_of_a_batch_is_one_line(local, desk):
    """It must be typed once more before the batch is destroyed, and no field for one line holds two."""
    target = finished(
        local, local.post(f"{upload(local, ('问卷.csv', CSV))}/start", {"name": " 教师\r\n问卷  一 " + "长" * 90})
    )
    key = int(re.search(r"/batches/(\d+)", target)[1])
    name = desk.store.batches.get(key).name
    assert name == ("教师 问卷 一 " + "长" * 90)[:80]
    local.post(f"/batches/{key}/recycle")
    assert "数据销毁记录" in local.post(f"/recycled/{key}/erase", {"name": name}).text
