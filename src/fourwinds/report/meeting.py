"""民主生活会情况报告 (to the level above) and 情况通报 (to the staff): figures filled in, the meeting itself left blank."""

from __future__ import annotations

from fourwinds.report.consultation import problems
from fourwinds.report.content import Content
from fourwinds.report.rounds import sentence as rounds_sentence
from fourwinds.report.typography import Paper


def report(content: Content) -> Paper:
    """The report to the level above."""
    meeting = content.profile.meeting
    title = f"{content.body}\n{meeting}情况报告"
    paper = content.paper(title)
    paper.title(title)
    paper.addressee("【上级党组织】：")
    theme = f"主题是“{content.profile.theme}”。" if content.profile.theme else "主题是【】。"
    paper.body(f"按照【通知名称】要求，【单位党组织】于【日期】召开{meeting}，{theme}现将有关情况报告如下。")
    _preparation(paper, content)
    paper.heading("二、会议召开情况")
    paper.body("会议由【】主持，应到【】人，实到【】人，【上级党组织】派【】到会指导。会上通报了【】情况。")
    paper.body(
        "【】代表领导班子作对照检查，班子成员逐一作对照检查发言，开展批评，共提出批评意见【】条。【会上发言由会议记录人填写，本程序不生成】"
    )
    paper.heading("三、查摆出的主要问题")
    paper.body("会前征求意见反映的问题如下，【班子认领和查摆出的问题由党组织填写】。")
    problems(paper, content)
    paper.heading("四、整改措施")
    paper.body(
        "对查摆出的问题，已列入整改台账【】项（征求意见归并的问题", content.items(content.summary.problems),
        "），其中立行立改【】项，限期整改【】项，长期坚持【】项。",
    )  # fmt: skip
    paper.attachments(["会议记录【】", "问题清单", "整改台账"])
    content.sign(paper)
    return paper


def notice(content: Content) -> Paper:
    """The notice to the staff: always circulated, so figures under five and opinion numbers stay out."""
    meeting = content.profile.meeting
    title = f"关于{content.body}\n{meeting}情况的通报"
    paper = content.paper(title)
    paper.title(title)
    paper.addressee("全体教职工：")
    paper.body(f"【日期】，【单位党组织】召开{meeting}。现将有关情况通报如下。")
    paper.heading("一、会前准备")
    paper.body(
        "会前组织学习【】次，开展谈心谈话【】人次，通过【征求意见的方式】征求到意见",
        content.n(content.all_ids()),
        "条。",
    )
    often = [problem for problem in content.summary.problems if problem.count >= content.settings.many]
    if often:
        paper.body("意见中反映较多的是：", *content.names(often), "。")
    for sentence in content.apart_sentences():
        paper.body(*sentence)
    paper.heading("二、批评和自我批评")
    paper.body("【会上开展批评和自我批评的情况，由党组织填写】")
    paper.heading("三、整改措施")
    paper.body("【向教职工公布的整改措施、责任人和时限，由党组织填写】")
    content.sign(paper)
    return paper


def _preparation(paper: Paper, content: Content) -> None:
    paper.heading("一、会前准备情况")
    paper.body(
        "组织学习【】次；班子成员之间、班子成员与分管部门负责人之间开展谈心谈话【】人次；撰写对照检查材料【】份。"
    )
    paper.body(
        "通过【征求意见的方式】征求到意见", content.n(content.all_ids()), "条，其中反映作风和师德方面问题的",
        content.n(content.tagged_ids()), "条，归并为本单位的问题", content.items(content.summary.problems), "。",
    )  # fmt: skip
    if tags := content.tag_sentence():
        paper.body(*tags)
    if sentence := content.review_sentence():
        paper.body(*sentence)
    paper.body("上年度整改措施【】项，已完成【】项，正在推进【】项。", *rounds_sentence(content))
