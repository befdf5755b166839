"""All papers of 10,000 opinions: at most 30 seconds and 500 MB.

    python benchmarks/papers.py [opinions]

Opinions are put together from the taxonomy's cues and invented circumstances, so they repeat no text of anybody. The
figures are printed; the exit code is 1 when a limit is passed.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from fourwinds import taxonomy
from fourwinds.records import COLUMNS, TaggedOpinion
from fourwinds.report import table
from fourwinds.workflows import report

SECONDS, MEGABYTES = 30.0, 500.0
WHO = ("办公室", "教务处", "总务处", "年级组", "副校长", "书记", "有的老师", "食堂", "德育处", "个别同志")
WHEN = ("开学以来", "这学期", "每到月底", "期中前后", "评职称时", "周末", "检查之前", "放学以后", "平时", "近两年")
END = (
    "老师们意见很大",
    "希望改一改",
    "影响备课",
    "一直没有下文",
    "大家都看在眼里",
    "不知道为什么",
    "说了几次没有用",
    "让人寒心",
)


def opinions(number: int) -> list[TaggedOpinion]:
    """Tagged opinions, a third of them none, a twelfth said twice."""
    known = taxonomy.load()
    chance = random.Random(7)
    leaves = [m for m in known.manifestations.values() if m.cues]
    kinds = list(known.none_kinds.values())
    found: list[TaggedOpinion] = []
    for n in range(1, number + 1):
        values: dict[str, object] = dict.fromkeys(COLUMNS, "") | {
            "opinion_id": str(n), "source": f"问卷{n % 6}.xlsx", "row": n, "start": 0, "end": 10, "score": 0.9,
            "subject": chance.choice(list(known.subjects)), "status": "review" if n % 9 == 0 else "auto",
        }  # fmt: skip
        said = f"{chance.choice(WHEN)}{chance.choice(WHO)}%s，{chance.choice(END)}，第{chance.randrange(1, 400)}次提了"
        if n % 3:
            leaf = chance.choice(leaves)
            status = "discipline_clue" if leaf.handling and n % 4 == 0 else values["status"]
            values |= {
                "tag": leaf.tag, "tag_zh": known.tag_zh(leaf.tag), "manifestation": leaf.code, "status": status,
                "manifestation_zh": leaf.name_zh, "text": said % chance.choice(leaf.cues),
            }  # fmt: skip
        else:
            kind = chance.choice(kinds)
            values |= {
                "tag": "none",
                "tag_zh": known.tag_zh("none"),
                "none_kind": kind.code,
                "text": said % chance.choice(kind.cues),
            }
        if n % 12 == 0 and found:
            values["text"] = found[-1].text
        found.append(TaggedOpinion(**values))  # type: ignore[arg-type]
    return found


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        tagged = Path(folder) / "意见.csv"
        table.write_csv(opinions(number), tagged)
        begun = time.perf_counter()
        made = report.report([tagged], Path(folder) / "材料", kind="all", unit="青禾教育局")
        passed = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in made.files) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number} opinions, {len(made.files)} papers ({size:.1f} MB): {passed:.1f} s, {memory:.0f} MB")
    return int(number == 10_000 and (passed > SECONDS or memory > MEGABYTES))


if __name__ == "__main__":
    sys.exit(main())
