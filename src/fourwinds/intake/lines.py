"""Lines and paragraphs: which are answers, which are headings, and who spoke is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fourwinds.intake.answers import Answers
from fourwinds.records import Feedback

_FRONT = re.compile(
    r"^\s*(?:会议)?(?:时\s*间|地\s*点|主\s*持(?:人)?|记\s*录(?:人|员)?|参\s*加(?:人员|对象)?|参会人员|出\s*席(?:人员)?|列\s*席|缺\s*席|整理人|填表(?:人|时间|日期)|收表人|日\s*期|议\s*题|主\s*题|形式|登记人|开箱人|开箱时间)\s*[：:]"
)
_DATE = re.compile(
    r"^[\s（(]*(?:二[〇○零]\S{2}年|\d{2,4}\s*[年./-])\s*\S{1,3}\s*[月./-]\s*\S{0,3}日?\s*(?:星期\S|上午|下午|\d{1,2}[:：]\d{2}|[）)]|收|开箱|\s)*$"
)
_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+[部方]\S{0,2}|#{1,4}\s)?"
    r"[^，。；,;！!？?：:]{0,24}(?:方面|问题|情况|意见|建议|记录|登记|汇总|纪要|表|意见箱|座谈会|来信)(?:如下)?[）)]?[：:]?\s*$"
)
_SPEAKER = re.compile(
    r"^\s*([^\s：:，。；,;“”]{1,8}(?:[ 　][^\s：:，。；,;“”]{1,4})?(?:[（(][^）)]{1,30}[）)])?)\s*(?:说|发言)?\s*[：:]\s*(?=\S)"
)
_MEETING = re.compile(r"座谈|会议记录|谈心谈话|访谈|纪要|发言")
_CLOSING = re.compile(
    r"^\s*(?:主持人|会议)[^。]{0,20}(?:总结|结束|散会)|^\s*(?:（?以下无正文）?|散会|此致|敬礼)[。！!]?\s*$"
)


def read_lines(source: str, lines: Sequence[tuple[int, str]]) -> Answers:
    """Answers among numbered lines.

    Front matter (时间：…, 参加人员：…), dates and closing words are skipped; a heading becomes the context of what
    follows; where three lines or more begin with 「发言人：」, or one does in the minutes of a meeting, the speaker is cut
    off and kept nowhere.
    """
    answers = Answers()
    speeches = sum(bool(_SPEAKER.match(line)) and not _FRONT.match(line) for _, line in lines)
    spoken = speeches >= 3 or (speeches > 0 and any(_MEETING.search(line) for _, line in lines[:5]))
    heading = ""
    for number, line in lines:
        if not line.strip():
            continue
        answers.rows += 1
        if _FRONT.match(line) or _DATE.match(line) or _CLOSING.match(line):
            continue
        if _HEADING.match(line) and len(line.strip()) <= 30 and not _reads_like_opinion(line):
            heading = line.strip(" \t　#：:")
            continue
        speaker = _SPEAKER.match(line) if spoken else None
        text = line[speaker.end() :] if speaker else line
        answers.feedback.append(Feedback(source, "", number, text, heading))
    return answers


def _reads_like_opinion(line: str) -> bool:
    """「没有意见」 and 「反映问题没人管」 end like headings but are answers."""
    return bool(re.search(r"^\s*(?:没|无|暂|不|希望|建议(?!$|：|:)|请)|太|不够|没人|多些?问题|存在|解决", line))
