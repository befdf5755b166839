"""The HTML report: one file, no network, usable by keyboard and screen reader, figures as in the papers."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from tests.report.building import DRAWN, content, drawn, opinion

from fourwinds.paper_records import Change, Rounds
from fourwinds.report import page


class _Reader(HTMLParser):
    """Elements in order, and whether every one is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.ids, self.links = [], [], set(), set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.seen.append((tag, attrs))
        self.ids |= {attrs["id"]} if "id" in attrs else set()
        self.links |= {attrs["href"]} if "href" in attrs else set()
        if tag not in {"meta", "br", "rect"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in {"meta", "br", "rect"}:
            assert self.open.pop() == tag


def _read(made):
    said = page.text(made)
    reader = _Reader()
    reader.feed(said)
    assert reader.open == []
    return said, reader


@given(DRAWN)
@settings(deadline=None, max_examples=15)
def test_well_formed_links_lead_somewhere_and_the_cross_table_adds_up(rows):
    made = content(drawn(rows))
    said, reader = _read(made)
    assert reader.links <= {f"#{name}" for name in reader.ids}
    table = re.search(r"<table>.*?</table>", said, re.DOTALL)[0]
    lines = [[int(n) for n in re.findall(r"<td[^>]*>(?:<[^>]*>)?(\d+)</", row)] for row in table.split("<tr>")[2:]]
    assert all(sum(line[:-1]) == line[-1] for line in lines)
    assert [sum(column) for column in zip(*lines[:-1], strict=True)] == lines[-1]
    assert lines[-1][-1] == len(rows)


def test_nothing_is_loaded_from_anywhere():
    said, reader = _read(content([opinion(1)]))
    assert not re.search(r"https?:|//|@import|url\(|<script|<link|<img|<iframe", said.replace("</", "<"))
    assert ("meta", "default-src 'none'; style-src 'unsafe-inline'") in [(t, a.get("content")) for t, a in reader.seen]


def test_keyboard_and_screen_reader():
    _, reader = _read(content([opinion(1)]))
    tags = [tag for tag, _ in reader.seen]
    assert ("html", {"lang": "zh-CN"}) in reader.seen
    assert [tags.count(t) for t in ("h1", "main", "nav", "caption")] == [1, 1, 1, 1]
    assert all(a.get("scope") in ("col", "row") for t, a in reader.seen if t == "th")
    assert all("aria-label" in a for t, a in reader.seen if t == "svg")
    assert all(a.get("tabindex") == "0" for t, a in reader.seen if a.get("class") == "wide")


def test_words_cannot_become_markup():
    said, _ = _read(content([opinion(1, text='<script>alert(1)</script>"&')], unit="<b>校</b>"))
    assert "<script" not in said
    assert "&lt;script&gt;" in said


def test_every_problem_opens_its_opinions():
    said, _ = _read(content([opinion(7, text="会议太多"), opinion(9, text="会太长")]))
    opened = re.search(r'<details id="p0">.*?</details>', said, re.DOTALL)[0]
    assert all(words in opened for words in ("会议太多", "会太长", "编号 7", "编号 9", "<b>2条</b>"))


@pytest.mark.parametrize("broken", ["", "两轮使用的模型不同"])
def test_rounds_and_the_break_mark(broken):
    rounds = Rounds((Change("formalism", "empty_talk", 3, 1),), 9, broken)
    said, _ = _read(content([opinion(1)], rounds=rounds))
    assert ("‖" in said) is bool(broken)
    assert ("再次反映" in said) is not bool(broken), "no trend where figures do not compare"
    drawn = re.findall(r'class="small">(上一轮|本轮)(\d+)<', said)
    assert drawn == ([] if broken else [("上一轮", "3"), ("本轮", "1")])


def test_every_figure_of_the_map_opens_its_opinions_and_no_lead():
    opinions = [
        opinion(1, text="会议太多"),
        opinion(2, "none.praise", "teacher"),
        opinion(3, status="safety", text="学生被打"),
    ]
    said, _ = _read(content(opinions))
    cells = dict(re.findall(r'<div class="cell" id="of-([^"]*)" tabindex="-1">(.*?)</div>', said))
    assert list(cells) == ["cross-1-1", "cross-6-4"]
    assert "会议太多" in cells["cross-1-1"]
    assert "另有1条已单独转交" in cells["cross-1-1"]
    assert "另有1条只计数，不列出" in cells["cross-6-4"]
    assert "学生被打" not in said


def test_outside_bodies_stand_apart():
    said, _ = _read(content([opinion(1), opinion(2, subject="external", text="上面检查太多")]))
    assert "不计入本单位问题" in said
    assert re.search(r'id="outside">需向有关方面反映的意见</h3>.*<details id="p1">.*上面检查太多', said)
