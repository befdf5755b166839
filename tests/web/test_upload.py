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


def test_a_batch_says_how_many_of_its_opinions_an_earlier_one_holds(local):
    finished(local, local.post(f"{upload(local, ('问卷.csv', CSV))}/start"))
    more = ("家长.csv", "意见\n作业太多\n".encode())
    both = finished(local, local.post(f"{upload(local, ('问卷.csv', CSV), more)}/start"))
    text = local.get(both).text
    assert "另有 2 条以前存过，在原来的批次里，没有重复存入" in text, text.partition("<main")[2]


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
    assert "1 条可能含姓名，“意见”页上有标记" in local.get(target).text
    assert local.get(f"{target}/opinions").text.count('<span class="badge">可能含姓名</span>') == 1


UNSURE = "编号,年级,建言\n".encode() + "".join(f"{n},七年级,会太多了{n}\n" for n in range(8)).encode()


def test_a_table_without_a_known_column_offers_its_columns(local, desk):
    """Before, the page said only that there was none, and no column could be chosen."""
    place = upload(local, ("校务.csv", UNSURE))
    shown = local.get(place)
    assert shown.status_code == 200
    assert "没有找到填写意见的列" in shown.text
    assert "请在“各列的用途”里把写意见的列改成“意见”" in shown.text
    assert "开始归类" not in shown.text
    assert "重新选文件" in shown.text
    chosen = local.post(f"{place}/columns", {"role-2": "意见"}).text
    assert "读出 8 个回答" in chosen
    assert "开始归类" in chosen
    finished(local, local.post(f"{place}/start", {"role-2": "意见"}))
    assert desk.store.batches.all()[0].opinions == 8


def test_a_table_whose_columns_are_all_left_out_stays_on_the_page(local):
    """Before, it vanished, could not be had back, and the choices of the other table went to the wrong columns."""
    place = upload(local, ("a.csv", CSV), ("b.csv", "年级,意见\n七年级,作业太多\n八年级,食堂菜贵\n".encode()))
    before = re.findall(r'name="(role-\d+)"', local.get(place).text)
    asked = {"role-2": "选择题（不读取）", "role-3": "选择题（不读取）"}
    text = local.post(f"{place}/columns", asked).text
    assert re.findall(r'name="(role-\d+)"', text) == before
    assert "a.csv”里没有找到填写意见的列" in text
    assert "作业太多" in text
    again = local.post(f"{place}/columns", asked | {"role-2": "意见"}).text
    assert "会议太多没时间备课" in again
    assert "作业太多" in again


def test_a_photo_among_tables_is_named_and_the_others_are_read(local, desk):
    place = upload(local, ("照片.jpg", b"\xff\xd8\xff\xe0"), ("问卷.csv", CSV))
    text = local.get(place).text
    assert "“照片.jpg”的类型“.jpg”不能读取" in text
    assert "照片里的字先录成文字" in text
    assert "会议太多" in text
    finished(local, local.post(f"{place}/start"))
    assert desk.store.batches.all()[0].name == "问卷"
    alone = upload(local, ("照片.jpg", b"\xff\xd8\xff\xe0"))
    assert local.get(alone).status_code == 400
    assert "不能读取" in local.post(f"{alone}/start").text


def test_roles_are_kept_where_the_file_is_named_after_a_person(local):
    place = upload(local, ("征求意见表-张伟.csv", CSV))
    text = local.post(f"{place}/columns", {"role-2": "选择题（不读取）", "role-3": "意见"}).text
    assert "张伟" not in text
    assert "食堂菜价贵" in text
    assert "会议太多" not in text


def hidden_sheet():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["意见", "其他意见"])
    book.active.append(["会议太多，没时间备课", "食堂菜价太贵了"])
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("去年")
    other.sheet_state = "hidden"
    other.append(["意见"])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_advice_on_the_page_names_no_options_of_the_command_line(local):
    for name, raw in (("校务.csv", UNSURE), ("问卷.xlsx", hidden_sheet())):
        text = local.get(upload(local, (name, raw))).text
        assert re.findall(r"\s--[a-z]", text) == []
    assert "隐藏的工作表未读取：去年；需要的请在原文件里取消隐藏后重新上传" in text
    assert "也已读取；不要的请先在表格中删除，或在“各列的用途”里改" in text


def test_our_own_workbook_is_not_taken_for_corrections_in_silence(local, tmp_path):
    from tests.conftest import tagged

    from fourwinds import taxonomy
    from fourwinds.records import Funnel
    from fourwinds.report import workbook

    workbook.write(
        [tagged(1)],
        Funnel(1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0),
        taxonomy.load(),
        tmp_path / "a.xlsx",
        remark="fourwinds 0.1.0",
    )
    text = local.get(upload(local, ("意见汇总.xlsx", (tmp_path / "a.xlsx").read_bytes()))).text
    assert "“意见汇总.xlsx”是本程序写出的结果" in text
    assert "不会收回" in text


def test_a_job_that_failed_or_was_cancelled_leads_to_where_it_is_begun_again(local, desk):
    from fourwinds.errors import InputError
    from fourwinds.workflows import handing_out, incoming, retraining
    from fourwinds.workflows.jobs import Cancelled

    def failing(beat):
        raise InputError("不行", todo="重来")

    def cancelled(beat):
        raise Cancelled

    said = {
        incoming.KIND: ("什么也没有存下", 'href="/upload">重新上传'),
        retraining.KIND: ("原来的模型照常使用", 'href="/models">回到模型页'),
        handing_out.KIND: ("以前生成的材料没有变", 'href="/">回到批次列表'),
    }
    for kind, (what, where) in said.items():
        for work, words in ((failing, "不行；请重来。"), (cancelled, what)):
            key = desk.begin(kind, "任务", "王工", work)
            for _ in range(200):
                if desk.jobs.get(key).is_over:
                    break
                time.sleep(0.01)
            main = local.get(f"/jobs/{key}").text.partition("<main")[2]
            assert words in main
            assert where in main
            assert ("重新上传" in main) == (kind == incoming.KIND)


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
