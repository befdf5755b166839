"""Deciding: saved before it is called saved, stale decisions shown and not lost, blind double coding, bulk, undo."""

import re
import threading

import pytest
from tests.conftest import tagged
from tests.web.conftest import TEXTS, fill

from fourwinds.workflows import keep

LABEL = {"action": "label", "tag": "formalism", "manifestation": "excessive_meetings", "subject": "leadership"}


def of(text):
    """Key, version and mark of chance of the card in a page."""
    return {
        "opinion": re.search(r'data-opinion="(\d+)"', text)[1],
        "version": re.search(r'data-version="(\d+)"', text)[1],
        "chance": re.search(r'data-chance="(\w*)"', text)[1],
    }


def decide(page, batch, card, key, **more):
    return page.post(f"/batches/{batch.key}/review/decide", {**LABEL, **card, "request_key": key, **more})


def test_a_card_shows_everything_a_reviewer_needs(local, batch):
    text = local.get(f"/batches/{batch.key}/review").text
    for part in (
        TEXTS[0],
        "您的意见",
        "教师问卷.csv",
        "把握 30%",
        "做了，但做给谁看",
        "会议过多过长",
        "够了吗",
        "条即重训",
        "模型 default",
    ):
        assert part in text, part
    assert re.findall(r'data-key="(\d)"', text) == ["1", "2", "3", "4", "5", "0"]


def test_no_page_claims_to_be_certain(local, desk):
    rows = [tagged(1, score=1.0), tagged(2, score=0.9962)]
    batch = keep.keep_tagged(
        rows, desk.store, "王工", contexts=["意见"] * 2, model="default", counts={}, name="必定"
    ).batch
    for path in ("/opinions", "/review"):
        text = local.get(f"/batches/{batch.key}{path}").text
        assert "100%" not in text
        assert "99% 以上" in text


def test_opinions_are_text_only(local, desk):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>会议{{ 7*7 }}太多"
    batch = fill(desk, (nasty,), name='"><script>')
    for path in ("", "/opinions", "/review", "/papers"):
        text = local.get(f"/batches/{batch.key}{path}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert '"><script>' not in text
        assert "49太多" not in text
    assert "&lt;script&gt;alert(1)" in local.get(f"/batches/{batch.key}/review").text


def test_a_decision_is_in_the_store_when_the_answer_comes_and_the_next_card_with_it(local, batch, desk):
    card = of(local.get(f"/batches/{batch.key}/review").text)
    answer = decide(local, batch, card, "k1", note="说的是例会")
    assert answer.status_code == 200
    assert "已存：形式主义·会议过多过长（领导班子和领导干部）" in answer.text
    assert of(answer.text)["opinion"] != card["opinion"]
    stored = desk.store.opinions.get(int(card["opinion"])).standing
    assert (stored.reviewer, stored.labels.tag, stored.note) == ("本机", "formalism", "说的是例会")


def test_sent_twice_is_stored_once(local, batch, desk):
    card = of(local.get(f"/batches/{batch.key}/review").text)
    assert decide(local, batch, card, "k1").status_code == 200
    assert decide(local, batch, card, "k1").status_code == 200
    assert len(desk.store.verdicts.of(int(card["opinion"]))) == 1


def test_near_duplicates_are_decided_at_once_and_each_counted(local, batch, desk):
    _, rows = desk.store.opinions.page(batch.key)
    first, twin = rows[0], rows[6]
    assert first.group == twin.group
    card = of(local.get(f"/batches/{batch.key}/review?opinion={first.key}").text)
    assert "同类 1 条一并" in decide(local, batch, card, "k1", alike="1").text
    assert desk.store.opinions.get(twin.key).standing.way == "duplicate"
    assert desk.store.opinions.progress(batch.key).decided == 2
    local.post(f"/batches/{batch.key}/review/undo", {"request_key": "k2"})
    assert desk.store.opinions.progress(batch.key).decided == 0


def test_undo_has_no_end_but_the_first(local, batch, desk):
    for n in range(3):
        decide(local, batch, of(local.get(f"/batches/{batch.key}/review").text), f"k{n}")
    seen = [
        of(local.post(f"/batches/{batch.key}/review/undo", {"request_key": f"u{n}"}).text)["opinion"] for n in range(3)
    ]
    assert len(set(seen)) == 3
    assert desk.store.opinions.progress(batch.key).decided == 0
    assert "没有可以撤销的了" in local.post(f"/batches/{batch.key}/review/undo", {"request_key": "u9"}).text


def test_a_stale_decision_is_shown_beside_the_other_and_can_be_insisted_on(login, batch, desk):
    li, zhao = login("李审"), login("赵审")
    card = of(li.get(f"/batches/{batch.key}/review").text)
    theirs = of(zhao.get(f"/batches/{batch.key}/review?opinion={card['opinion']}").text)
    decide(zhao, batch, theirs, "z1", tag="hedonism", manifestation="slack_discipline", note="迟到")
    answer = decide(li, batch, card, "l1")
    assert answer.status_code == 409
    assert "您的决定还没有存" in answer.text
    assert "赵审 定为“享乐主义·纪律松散" in answer.text
    assert "理由：迟到" in answer.text
    assert "您定的是“形式主义·会议过多过长”" in answer.text
    again = of(answer.text)
    assert decide(li, batch, again, "l2").status_code == 200
    assert desk.store.opinions.progress(batch.key).conflicts == 1


def test_who_decided_in_another_window_is_not_told_of_a_dispute(login, batch, desk):
    li = login("李审")
    card = of(li.get(f"/batches/{batch.key}/review").text)
    decide(li, batch, card, "l1", tag="hedonism", manifestation="slack_discipline")
    answer = decide(li, batch, card, "l2")
    assert answer.status_code == 409
    assert "您在另一个窗口已经把这一条定为“享乐主义·纪律松散" in answer.text
    assert "改成这次定的" in answer.text
    assert "列入裁定" not in answer.text
    assert "按对方的" not in answer.text
    assert decide(li, batch, of(answer.text), "l3").status_code == 200
    assert desk.store.opinions.progress(batch.key).conflicts == 0


def test_a_change_of_any_label_reads_as_a_change(local, batch, desk):
    _, rows = desk.store.opinions.page(batch.key)
    for n, (row, more) in enumerate(
        zip(rows, ({}, {"manifestation": "over_documentation"}, {"subject": "teacher"}), strict=False)
    ):
        local.post(
            f"/batches/{batch.key}/review/decide",
            {**LABEL, **more, "opinion": row.key, "version": 0, "request_key": f"k{n}"},
        )
    text = local.get(f"/batches/{batch.key}/opinions").text
    assert text.count("改为 ") == 2


def test_what_is_undone_no_longer_counts_towards_retraining(local, batch):
    card = of(local.get(f"/batches/{batch.key}/review").text)
    assert "再改 29 条即重训" in decide(local, batch, card, "k1").text
    assert "再改 30 条即重训" in local.post(f"/batches/{batch.key}/review/undo", {"request_key": "u1"}).text


def test_a_batch_says_what_became_of_it(local, batch):
    for state, said in (("submitted", "已送审"), ("final", "已定稿，不能再改"), ("draft", "已退回草稿")):
        answer = local.post(f"/batches/{batch.key}/state", {"state": state})
        assert said in local.get(answer.headers["location"]).text


def test_a_dispute_is_not_settled_by_a_choice_nobody_made(login, batch):
    for n, (name, more) in enumerate(
        (("李审", {}), ("赵审", {"tag": "hedonism", "manifestation": "slack_discipline"}))
    ):
        page = login(name)
        decide(page, batch, of(page.get(f"/batches/{batch.key}/review?opinion=1").text), f"k{n}", **more)
    text = login("陈批").get(f"/batches/{batch.key}/conflicts").text
    assert '<select name="leaf" required><option value="">请选择</option>' in text
    assert "<th>决定</th>" in text


def test_reviewers_get_different_opinions(login, batch):
    li, zhao = login("李审"), login("赵审")
    mine = of(li.get(f"/batches/{batch.key}/review").text)["opinion"]
    assert of(zhao.get(f"/batches/{batch.key}/review").text)["opinion"] != mine
    assert of(li.get(f"/batches/{batch.key}/review").text)["opinion"] == mine  # reloaded


def test_double_coding_is_blind(login, desk):
    batch = fill(desk, TEXTS[:1], double_share=1.0)
    li, zhao = login("李审"), login("赵审")
    card = of(li.get(f"/batches/{batch.key}/review").text)
    decide(li, batch, card, "l1", note="理由只给裁定人")
    shown = zhao.get(f"/batches/{batch.key}/review").text
    assert of(shown)["opinion"] == card["opinion"]
    listed = zhao.get(f"/batches/{batch.key}/opinions").text
    for text in (shown, listed, zhao.get(f"/batches/{batch.key}/review/similar?opinion={card['opinion']}").text):
        assert "李审" not in text.replace("李审）", "")
        assert "理由只给裁定人" not in text
    assert "双人独立" in shown
    answer = decide(zhao, batch, of(shown), "z1", tag="hedonism", manifestation="slack_discipline")
    assert answer.status_code == 200
    assert "κ" in login("陈批").get(f"/batches/{batch.key}").text


def test_disputes_are_settled_with_both_reasons_in_view(login, desk, batch):
    li, zhao, chen = login("李审"), login("赵审"), login("陈批")
    card = of(li.get(f"/batches/{batch.key}/review").text)
    decide(li, batch, card, "l1", note="说的是会")
    theirs = of(zhao.get(f"/batches/{batch.key}/review?opinion={card['opinion']}").text)
    decide(zhao, batch, theirs, "z1", tag="hedonism", manifestation="slack_discipline", note="说的是人")
    text = chen.get(f"/batches/{batch.key}/conflicts").text
    assert "说的是会" in text
    assert "说的是人" in text
    fields = {
        "opinion": card["opinion"],
        "leaf": "hedonism.slack_discipline",
        "subject": "leadership",
        "request_key": "c1",
        "note": "听赵审",
    }
    assert (
        chen.post(f"/batches/{batch.key}/conflicts", {**fields, "version": 1})
        .headers["location"]
        .endswith("said=stale")
    )
    assert (
        chen.post(f"/batches/{batch.key}/conflicts", {**fields, "version": 2})
        .headers["location"]
        .endswith("said=settled")
    )
    standing = desk.store.opinions.get(int(card["opinion"])).standing
    assert (standing.reviewer, standing.way, standing.labels.tag) == ("陈批", "adjudication", "hedonism")
    assert "没有看法不一的意见" in chen.get(f"/batches/{batch.key}/conflicts").text


def test_a_decision_without_a_request_key_is_refused(local, batch, desk):
    """Sent twice it could not be told from two decisions."""
    answer = decide(local, batch, of(local.get(f"/batches/{batch.key}/review").text), "")
    assert (answer.status_code, "请刷新页面后重试" in answer.text) == (422, True)
    assert desk.store.opinions.progress(batch.key).decided == 0


def test_every_tenth_card_comes_up_by_chance(local, batch, desk):
    """Counted for each reviewer from when the server started; a page loaded again is no new card."""
    drawn = []
    for turn in range(8):
        local.get(f"/batches/{batch.key}/review/card")
        card = of(local.get(f"/batches/{batch.key}/review/card").text)
        drawn.append(card["chance"] != "")
        decide(local, batch, card, f"k{turn}")
    assert drawn == [False] * 5 + [True] + [False] * 2
    checked = [o.standing.random_check for o in desk.store.opinions.all(batch.key) if o.standing]
    assert sum(checked) == 1


def test_only_the_server_says_what_came_up_by_chance(local, batch, desk):
    local.get(f"/batches/{batch.key}/review?order=random")
    drawn = of(local.get(f"/batches/{batch.key}/review/card?order=random").text)
    decide(local, batch, {**drawn, "chance": "0" * 24}, "k1", order="random")
    assert desk.store.opinions.get(int(drawn["opinion"])).standing.random_check is False
    answer = local.get(f"/batches/{batch.key}/review/card?order=random").text
    assert "随机抽查" in answer
    card = of(answer)
    assert card["chance"]
    decide(local, batch, card, "k2", order="random")
    assert desk.store.opinions.get(int(card["opinion"])).standing.random_check is True
    other = of(local.get(f"/batches/{batch.key}/review").text)
    decide(local, batch, {**other, "chance": card["chance"]}, "k3")
    assert desk.store.opinions.get(int(other["opinion"])).standing.random_check is False


def test_bulk_accepts_selected_rows_only_and_says_what_it_passed_over(local, batch, desk):
    _, rows = desk.store.opinions.page(batch.key)
    decide(local, batch, of(local.get(f"/batches/{batch.key}/review?opinion={rows[1].key}").text), "k1")
    answer = local.post(
        f"/batches/{batch.key}/accept", {"opinion": [rows[1].key, rows[2].key], "request_key": "k2", "back": "tag="}
    )
    assert "已按建议通过 1 条，跳过已有结论的 1 条" in local.get(answer.headers["location"]).text
    assert desk.store.opinions.get(rows[2].key).standing.way == "bulk"
    assert desk.store.opinions.get(rows[3].key).standing is None
    assert "没有选中意见" in local.post(f"/batches/{batch.key}/accept", {"request_key": "k3"}).text


def test_a_manifestation_alone_narrows(local, batch):
    """Before, it was passed over in silence unless its tag was chosen too, and all opinions were shown."""
    alone = local.get(f"/batches/{batch.key}/opinions", params={"manifestation": "bureaucratism.buck_passing"}).text
    assert "找到 <b>0</b> 条" in alone
    assert '<option value="bureaucratism" selected>' in alone
    assert '<option value="bureaucratism.buck_passing" selected>' in alone
    none = local.get(f"/batches/{batch.key}/opinions", params={"manifestation": "no.such"}).text
    assert f"找到 <b>{len(TEXTS)}</b> 条" in none


def test_filters_and_search_narrow(local, batch):
    def found(query):
        return int(re.search(r"找到 <b>(\d+)</b>", local.get(f"/batches/{batch.key}/opinions?{query}").text)[1])

    assert found("") == len(TEXTS)
    assert found("words=会议") == 2
    assert found("words=%25") == 0  # no wildcard
    assert found("status=review") == 4
    assert found("tag=hedonism") == 0
    assert found("decided=yes") == 0
    assert found("tag=formalism&manifestation=formalism.excessive_meetings") == len(TEXTS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tag": "winter"}, {"manifestation": "slack_discipline"}, {"subject": "nobody"}, {"tag": "none", "none_kind": "winter"},
        {"action": "undo"}, {"action": ""}, {"handing": "review"},
    ],
)  # fmt: skip
def test_labels_that_do_not_go_together_are_refused(local, batch, desk, wrong):
    card = of(local.get(f"/batches/{batch.key}/review").text)
    answer = decide(local, batch, card, "k1", **wrong)
    assert answer.status_code in (400, 422)
    assert desk.store.opinions.progress(batch.key).decided == 0


def test_an_opinion_of_another_batch_is_not_decided_here(local, batch, desk):
    other = fill(desk, ("厕所没有纸",), name="另一批")
    card = of(local.get(f"/batches/{other.key}/review").text)
    assert "不在这一批里" in decide(local, batch, card, "k1").text


def test_nothing_is_erased_while_a_job_may_still_write(local, batch, desk):
    local.post(f"/batches/{batch.key}/recycle")
    ends = threading.Event()
    desk.jobs.start("papers", "材料", "王工", lambda beat: str(ends.wait(20)))
    try:
        assert "有任务正在进行" in local.post(f"/recycled/{batch.key}/erase", {"name": "教师问卷"}).text
        assert desk.store.batches.get(batch.key).opinions
    finally:
        ends.set()


def test_opinions_beside_the_model_are_read_anew_after_an_erasure(local, batch, desk):
    known = desk.similar
    known.warm()
    assert known._beside is not None
    local.post(f"/batches/{batch.key}/recycle")
    local.post(f"/recycled/{batch.key}/erase", {"name": "教师问卷"})
    assert known._beside is None


def test_recycle_restore_erase(local, batch, desk):
    local.post(f"/batches/{batch.key}/recycle")
    assert "教师问卷" not in local.get("/").text
    for page in (
        "",
        "/opinions",
        "/review",
        "/conflicts",
        "/papers",
        "/papers/x",
        "/review/card",
        "/review/similar?opinion=1",
    ):
        assert "在回收站里" in local.get(f"/batches/{batch.key}{page}").text
    assert "填写的批次名" in local.post(f"/recycled/{batch.key}/erase", {"name": "不是它"}).text
    local.post(f"/recycled/{batch.key}/restore")
    assert "教师问卷" in local.get("/").text
    assert "不在回收站里" in local.post(f"/recycled/{batch.key}/erase", {"name": "教师问卷"}).text
    local.post(f"/batches/{batch.key}/recycle")
    answer = local.post(f"/recycled/{batch.key}/erase", {"name": "教师问卷"})
    assert "数据销毁记录" in answer.text
    assert desk.store.batches.all() == desk.store.batches.all(recycled=True) == []
    log = local.get("/audit").text
    assert "销毁批次" in log
    assert "没时间备课" not in log


def test_nobody_is_led_to_a_page_that_refuses_them(login, batch):
    """An opinion in the list leads to its review; staff, who may not review, got an error there."""
    for name, leads in (("王工", False), ("李审", True)):
        text = login(name).get(f"/batches/{batch.key}/opinions").text
        assert TEXTS[0][:4] in text
        assert (f"/batches/{batch.key}/review?opinion=" in text) == leads
    login("陈批").post(f"/batches/{batch.key}/state", {"state": "submitted"})
    login("陈批").post(f"/batches/{batch.key}/state", {"state": "final"})
    assert "review?opinion=" not in login("李审").get(f"/batches/{batch.key}/opinions").text


def handed(desk, batch):
    return [row.status for row in desk.store.opinions.tagged(batch.key)]


def test_the_reviewer_says_whether_an_opinion_is_handed_on(local, desk):
    batch = fill(desk, TEXTS[:5], statuses={3: "safety"})
    card = local.get(f"/batches/{batch.key}/review").text
    assert "食堂菜价贵" in card  # though the model is least sure of another: an alarm is looked at first
    assert 'data-handing="safety" aria-pressed="true">学生安全' in card
    answer = decide(local, batch, of(card), "k1", handing="ordinary").text
    assert "已存：形式主义·会议过多过长（领导班子和领导干部），不单独转交" in answer
    assert handed(desk, batch)[3] == "auto"
    missed = desk.store.opinions.all(batch.key)[1]
    answer = decide(
        local, batch, of(local.get(f"/batches/{batch.key}/review?opinion={missed.key}").text), "k2", handing="safety"
    )
    assert "按学生安全转交" in answer.text
    assert handed(desk, batch)[1] == "safety"
    again = local.get(f"/batches/{batch.key}/review?opinion={missed.key}").text
    assert "您上次定的是：<b>形式主义·会议过多过长（领导班子和领导干部），按学生安全转交</b>" in again
    assert 'data-handing="safety" aria-pressed="true"' in again
    assert "改为按学生安全转交" in local.get("/audit").text
    assert "找到 <b>1</b>" in local.get(f"/batches/{batch.key}/opinions?status=safety").text
    assert "<b>1 条意见涉及学生安全</b>" in local.get(f"/batches/{batch.key}").text
    local.post(f"/batches/{batch.key}/review/undo", {"request_key": "k3"})
    local.post(f"/batches/{batch.key}/review/undo", {"request_key": "k4"})
    assert handed(desk, batch)[1:4:2] == ["review", "safety"]


def test_accepting_in_bulk_keeps_every_alarm(local, desk):
    batch = fill(desk, TEXTS[:4], statuses={1: "safety", 2: "discipline_clue"})
    keys = [row.key for row in desk.store.opinions.all(batch.key)]
    local.post(f"/batches/{batch.key}/accept", {"opinion": keys, "request_key": "k1"})
    assert handed(desk, batch) == ["auto", "safety", "discipline_clue", "auto"]
    assert "按线索转交〔批量通过〕" in local.get(f"/batches/{batch.key}/opinions").text


def test_near_duplicates_are_handed_on_together_but_no_alarm_is_taken_back_unseen(local, desk):
    same = tuple(f"班主任当着全班骂孩子笨{mark}" for mark in ("", "！", "。", "～"))
    batch = fill(desk, same, statuses={2: "safety"})
    rows = desk.store.opinions.all(batch.key)
    assert len({row.group for row in rows}) == 1
    text = local.get(f"/batches/{batch.key}/review?opinion={rows[0].key}").text
    assert "另有 <b>2</b> 条" in text
    decide(local, batch, of(text), "k1", alike="1", handing="ordinary")
    assert [bool(row.standing) for row in desk.store.opinions.all(batch.key)] == [True, True, False, True]
    local.post(f"/batches/{batch.key}/review/undo", {"request_key": "k2"})
    decide(
        local,
        batch,
        of(local.get(f"/batches/{batch.key}/review?opinion={rows[0].key}").text),
        "k3",
        alike="1",
        handing="safety",
    )
    assert handed(desk, batch) == ["safety"] * 4


def test_who_looks_again_keeps_what_a_colleague_said_unless_both_decide_blind(login, desk):
    batch, blind = fill(desk, TEXTS[:1]), fill(desk, TEXTS[1:2], name="双", double_share=1.0)
    li, zhao, chen = login("李审"), login("赵审"), login("陈批")
    for page, which in ((li, batch), (li, blind)):
        decide(page, which, of(page.get(f"/batches/{which.key}/review").text), f"l{which.key}", handing="safety")
    [seen], [hidden] = desk.store.opinions.all(batch.key), desk.store.opinions.all(blind.key)
    shown = zhao.get(f"/batches/{batch.key}/review?opinion={seen.key}").text
    assert 'data-handing="safety" aria-pressed="true"' in shown
    shown = zhao.get(f"/batches/{blind.key}/review").text
    assert 'data-handing="ordinary" aria-pressed="true"' in shown
    decide(zhao, blind, of(shown), "z1", handing="ordinary")
    text = chen.get(f"/batches/{blind.key}/conflicts").text
    assert "，按学生安全转交" in text
    assert '<option value="safety" selected>' in text  # who rules by themselves begins with the graver word
    fields = {
        "opinion": hidden.key,
        "version": 2,
        "leaf": "formalism.excessive_meetings",
        "subject": "leadership",
        "request_key": "c1",
    }
    chen.post(f"/batches/{blind.key}/conflicts", {**fields, "handing": "discipline_clue"})
    assert handed(desk, blind) == ["discipline_clue"]
    assert desk.store.opinions.progress(blind.key).conflicts == 0


def test_a_stale_decision_says_what_both_meant_of_handing_on(login, batch, desk):
    li, zhao = login("李审"), login("赵审")
    card = of(li.get(f"/batches/{batch.key}/review").text)
    theirs = of(zhao.get(f"/batches/{batch.key}/review?opinion={card['opinion']}").text)
    decide(zhao, batch, theirs, "z1", handing="discipline_clue")
    text = decide(li, batch, card, "l1", handing="safety").text
    assert "赵审 定为“形式主义·会议过多过长（领导班子和领导干部），按线索转交”" in text
    assert "您定的是“形式主义·会议过多过长，按学生安全转交”" in text
    assert 'data-second-tag="" data-handing="safety">仍按我的存' in text
