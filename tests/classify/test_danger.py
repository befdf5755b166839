"""Danger to a student is told from questions and denials, and no shortcut loses what a pattern matches."""

import time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fourwinds.characters import encode
from fourwinds.classify.danger import Watch, rules
from fourwinds.intake import corpus

WATCH = Watch({})
COMMON = Watch({"打": 0.1, "被": 0.05, "孩": 0.2, "学": 0.4, "生": 0.4, "血": 0.001})
matches = st.sampled_from(rules()).flatmap(lambda rule: st.from_regex(rule.pattern, fullmatch=True))


def told(texts: list[str], watch: Watch = WATCH) -> list[int]:
    """Texts that speak of danger."""
    return watch.find(texts, *encode(texts))


def noticed(texts: list[str], watch: Watch = WATCH) -> set[int]:
    """Texts that the look at a whole batch leaves to be read."""
    return set(watch.candidates(*encode(texts))[0])


@pytest.mark.parametrize(
    "text",
    [
        "儿子被同学打到住院了",
        "班主任扇耳光把孩子打得流鼻血",
        "女儿说不想活了",
        "宿管对女生动手动脚",
        "长期被几个高年级学生勒索",
        "没有人管，老师把学生打得住院",
        "未成年学生被性侵",
        "防止事态扩大，老师把孩子打得流血",
        "孩子被老师打了",
        "有高年级的在二楼厕所堵我孩子要钱，推过两回，胳膊上有淤青",
        "我儿子忘戴校牌，被罚在走廊站了两节课，腿都是肿的",
        "班主任打了孩子",
        "孩子胳膊摔断了，学校没有通知家长",
        "同学说再告状就找人打断他的腿",
        "老师不让他吃午饭，饿了两顿",
        "她手臂上全是刀划的口子",
        "老师猥亵女生教育局包庇",
        "女儿被猥亵知识分子家庭没脸说",
        "没有处理性侵学生的老师",
        "没有人阻止同学殴打我孩子",
        "学校没有制止老师打学生",
    ],
)
def test_danger(text):
    assert told([text]) == [0]


@pytest.mark.parametrize(
    "text",
    [
        "没有发现老师打学生",
        "希望开展预防性侵教育",
        "严禁猥亵学生",
        "孩子被打动了",
        "老师很关心孩子",
        "说想死我了",
        "孩子骨折打着石膏，同学轮流背他上楼，感谢大家",
        "防欺凌讲座讲了被围殴的案例",
        "没听孩子说过老师打人",
        "没有出现老师打骂学生的情况",
        "防止老师打学生",
        "电风扇坏了没人修",
    ],
)
def test_no_danger(text):
    assert told([text]) == []


@given(matches, st.text(alphabet="的校，x\n", max_size=5))
@hypothesis_settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_rule_matches_is_noticed_and_told(match, around):
    text = around + match + around
    batch = ["", text, "食堂很好"]
    assert noticed(batch) == {1}
    assert told(batch) == [1] * any(rule.tells(text) for rule in rules())


@given(matches)
@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_how_frequent_characters_are_changes_nothing_but_the_time(match):
    assert noticed([match], COMMON) == {0}
    assert told([match], COMMON) == told([match])


def test_a_cell_of_a_million_characters_takes_no_time():
    text = "没有发现老师打学生，孩子住院，" * 60_000
    begun = time.process_time()
    told([text])
    assert time.process_time() - begun < 5


def test_half_of_the_opinions_are_not_read_at_all(model):
    opinions = [row.text for row in corpus.read_corpus(corpus.shipped_folder(), model.taxonomy)][-4000:]
    assert len(noticed(opinions, model._watch)) < 0.5 * len(opinions)
