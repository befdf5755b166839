"""Corrections make the model better or leave it alone; whoever asks is told why."""

import json
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from tests.conftest import tagged

from fourwinds import registry, settings, taxonomy
from fourwinds.cli.main import run
from fourwinds.errors import InputError, ModelError, StoreError
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.review.gate import compare
from fourwinds.review_records import ACTION_LABEL, STATE_FINAL, GateDecision, Labels, NewVerdict
from fourwinds.workflows import models
from fourwinds.workflows import retrain as work
from fourwinds.workflows.keep import keep_tagged
from fourwinds.workflows.storing import opened
from fourwinds.workflows.warm_start import Retraining, read_base, with_new_ngrams

# What this office means by a word the shipped model has never seen in this sense.
HABIT = "迎检彩排又占了一节{}课，老师们都去走位"
LESSONS = [
    "语文",
    "数学",
    "英语",
    "物理",
    "化学",
    "生物",
    "历史",
    "地理",
    "政治",
    "体育",
    "音乐",
    "美术",
    "劳动",
    "信息",
    "心理",
    "班会",
    "自习",
    "阅读",
]


@pytest.fixture
def store():
    with opened() as store:
        yield store


@pytest.fixture
def small(tmp_path, root, monkeypatch):
    """Every fortieth row of the corpus, all of gold, two steps: the way is the same and takes a third of the time."""
    folder = tmp_path / "corpora"
    for name in ("opinions", "phrases"):
        (folder / name).mkdir(parents=True)
        for path in sorted((root / "corpora" / name).iterdir()):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = lines[::40] if path.suffix == ".jsonl" else [lines[0], *lines[1::40]]
            (folder / name / path.name).write_text("".join(kept), encoding="utf-8")
    (folder / "gold").mkdir()
    (folder / "gold" / "gold.jsonl").write_bytes((root / "corpora" / "gold" / "gold.jsonl").read_bytes())
    monkeypatch.setattr(corpus, "shipped_folder", lambda: folder)
    monkeypatch.setattr(work, "STEPS", 2)


@pytest.fixture
def refused(monkeypatch):
    """The gate stays shut."""
    monkeypatch.setattr(work, "judge", lambda *_: GateDecision(False, ("不行。",), (_even(),)))


def _even():
    truth = np.arange(40) % 2
    return compare("标准题", ("a", "b"), truth, truth, truth)


def _upload(store, words, name="一批"):
    rows = [
        replace(tagged(n, text=text, end=len(text)), source=f"{name}.csv", status="review")
        for n, text in enumerate(words, start=1)
    ]
    return keep_tagged(rows, store, "小李", model="default", name=name).batch


def _decide(store, batch, tag="hedonism", manifestation="other", reviewer="甲", **more):
    opinions = store.opinions.all(batch.key)
    labels = Labels(tag, manifestation, "department")
    store.verdicts.save([NewVerdict(o.key, reviewer, ACTION_LABEL, labels, **more) for o in opinions])
    return opinions


def test_the_model_learns_what_the_office_means_and_the_open_opinions_profit(store):
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS[:12]]))
    open_ = _upload(store, [HABIT.format(x) for x in LESSONS[12:]], "二批")
    final = _upload(store, ["迎检彩排又占了一节晨读"], "三批")
    store.batches.set_state(final.key, STATE_FINAL, "审")
    assert {p.tag for p in models.load_model().predict([HABIT.format("早读")])} != {"hedonism"}
    stages = []
    done = work.retrain(store, "小李", progress=lambda *told: stages.append(told))
    assert done.decision == work.PROMOTED, done.gate.reasons
    assert (done.rows, done.corrected, done.right_before, done.right_after) == (12, 12, 0, 12)
    assert [at for at, _, _ in stages] == [0, 1, 2, 3, 4]
    assert models.load_model().card.name == done.name
    assert models.load_model().predict([HABIT.format("早读")])[0].tag == "hedonism"
    assert done.renewed == 6
    assert {(o.tagged.tag, o.model) for o in store.opinions.all(open_.key)} == {("hedonism", done.name)}
    assert {o.model for o in store.opinions.all(final.key)} == {"default"}
    note = store.models.all()[0]
    assert (note.name, note.decision, note.by) == (done.name, "promoted", "小李")
    assert note.reasons == done.gate.reasons
    assert models.rollback() == "default"
    card = registry.read(registry.folder_of(done.name, settings.load().data_path))[0]
    assert card.figures["reviewed"] == 12


def test_a_worse_challenger_is_kept_out_until_an_approver_insists(store, small, capsys):
    """Somebody calls a hundred plainly formalist opinions something else: gold notices."""
    rows, _ = corpus.read_labelled(corpus.shipped_folder() / corpus.GOLD, taxonomy.load())
    words = [row.text for row in rows if row.label == "formalism"][:100]
    _decide(store, _upload(store, words), "none", "")
    assert run(["retrain", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["decision"], done["renewed"]) == ("kept", 0)
    assert any("召回率" in reason and "形式主义" in reason for reason in done["gate"]["reasons"])
    assert models.load_model().card.name == "default"
    assert store.models.all()[0].decision == "kept"
    with pytest.raises(StoreError, match="“小李”不是审批人；现有审批人 （无）"):
        work.promote(store, done["name"], "小李")
    store.users.add("校长", "correct-horse", "approver", "小李")
    work.promote(store, done["name"], "校长")
    assert models.load_model().card.name == done["name"]
    note = store.models.all()[0]
    assert (note.decision, note.by, note.reasons) == ("forced", "校长", ("由 校长 决定启用。",))


def test_forced_from_the_start(store, small, refused, capsys):
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS]))
    assert run(["retrain", "--force-by", "校长"]) == 1
    assert "“校长”不是审批人" in capsys.readouterr().err
    store.users.add("校长", "correct-horse", "approver", "小李")
    assert run(["retrain", "--force-by", "校长", "--quiet"]) == 0
    said = capsys.readouterr().out
    name = models.load_model().card.name
    assert f"按审批人的决定启用新模型“{name}”" in said
    assert said.startswith("学习了 18 条复核意见")
    assert store.models.all()[0].reasons == ("不行。", "由 校长 决定仍启用新模型。")
    assert run(["models", "list"]) == 0
    assert "复核意见 18 条" in capsys.readouterr().out


def test_the_same_verdicts_give_the_same_model_and_old_unused_ones_go(store, small, refused, monkeypatch):
    monkeypatch.setattr(work, "_UNUSED", 1)
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS]))
    data, arrays, names = settings.load().data_path, [], []
    for _ in range(2):
        names.append(work.retrain(store, "小李").name)
        arrays.append(registry.read(registry.folder_of(names[-1], data))[1])
    assert names[0] != names[1]
    assert registry.names(data) == ["default", names[1]]
    for name, array in arrays[0].items():
        assert np.array_equal(array, arrays[1][name])


def test_cancelled_in_the_middle_leaves_nothing_behind(store):
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS]))
    told = []
    with pytest.raises(work.Cancelled, match="重训已取消"):
        work.retrain(store, "小李", progress=lambda *at: told.append(at), cancelled=lambda: len(told) > 1)
    assert list((settings.load().data_path / "models").iterdir()) == []
    assert store.models.all() == []


def test_verdicts_are_saved_while_it_trains_and_the_countdown_starts_anew(store, small):
    assert work.due(store).sentence == "再改 30 条即重训"
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS]))
    assert work.due(store).left == 12
    other = _upload(store, [f"操场的灯坏了{n}天" for n in range(200)], "二批")
    thread = threading.Thread(target=work.retrain, args=(store, "小李"))
    thread.start()
    took = []
    for opinion in store.opinions.all(other.key):
        if not thread.is_alive():
            break
        begun = time.perf_counter()
        store.verdicts.save(NewVerdict(opinion.key, "乙", ACTION_LABEL, Labels("none", none_kind="other_issue")))
        took.append(time.perf_counter() - begun)
        time.sleep(0.02)
    thread.join()
    assert len(took) > 20
    assert sorted(took)[len(took) // 2] < 0.2
    assert store.opinions.progress(other.key).decided == len(took)
    assert work.due(store).left == max(0, 30 - len(took))


def test_a_manifestation_of_the_offices_own_is_learnt(own_settings, small, monkeypatch):
    more = "manifestations: {formalism: [{code: rehearsals, name_zh: 迎检彩排}]}"
    (own_settings.parent / "own.yaml").write_text(more, encoding="utf-8")
    said = own_settings.read_text(encoding="utf-8")
    own_settings.write_text(f'{said}taxonomy_additions = "own.yaml"\n', encoding="utf-8")
    settings.load.cache_clear()
    monkeypatch.setattr(work, "STEPS", 6)
    monkeypatch.setattr(work, "judge", lambda *_: GateDecision(True, ("行。",), (_even(),)))
    with opened() as store:
        _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS[:12]]), "formalism", "rehearsals")
        open_ = _upload(store, [HABIT.format(x) for x in LESSONS[12:]], "二批")
        work.retrain(store, "小李")
        assert {o.tagged.manifestation_zh for o in store.opinions.all(open_.key)} == {"迎检彩排"}
    card = models.load_model().card
    assert "formalism.rehearsals" in card.labels["leaves"]


def test_without_verdicts_there_is_nothing_to_learn(store):
    with pytest.raises(InputError, match="还没有可以学习的复核意见；请先复核"):
        work.retrain(store, "小李")


def test_a_training_that_breaks_leaves_the_champion(store, monkeypatch):
    _decide(store, _upload(store, [HABIT.format(x) for x in LESSONS]))
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(ModelError, match="重训没有完成（进程被终止）"):
        work.retrain(store, "小李")
    assert list((settings.load().data_path / "models").iterdir()) == []


def test_suggestions_are_renewed_block_by_block_and_leads_stay_leads(monkeypatch, model):
    monkeypatch.setattr(work, "_BLOCK", 5)
    rows = [tagged(n, text=f"会议太多，第{n}次", tag="hedonism", manifestation="other") for n in range(12)]
    rows.append(tagged(12, text="会议太多", status="discipline_clue", tag="hedonism", manifestation="other"))
    with opened() as store:
        batch = keep_tagged(rows, store, "小李", model="old").batch
        first = store.opinions.all(batch.key)[0]
        store.verdicts.save(NewVerdict(first.key, "甲", ACTION_LABEL, Labels("none", none_kind="praise")))
        assert work.renew_suggestions(store, model) == 12
        after = store.opinions.all(batch.key)
    assert [o.tagged.tag for o in after] == ["hedonism", *["formalism"] * 12]
    assert after[-1].tagged.status == "discipline_clue"
    assert {o.model for o in after[1:]} == {"default"}


def test_a_new_suggestion_keeps_place_words_and_flags(model):
    kept = tagged(
        3, text="会议太多", status="safety", flags="pii_masked;duplicate", source="a.xlsx", sheet="表", row=9, start=4
    )
    [said] = model.predict([kept.text])
    new = work.suggested(kept, said, model.taxonomy, threshold=1.0)
    place = ("opinion_id", "source", "sheet", "row", "start", "end", "text", "flags", "status")
    assert [getattr(new, name) for name in place] == [getattr(kept, name) for name in place]
    assert (new.tag, new.manifestation, new.evidence in kept.text) == ("formalism", "excessive_meetings", True)
    assert work.suggested(replace(kept, status="auto"), said, model.taxonomy, threshold=1.0).status == "review"


def test_a_challenger_is_compared_with_the_shipped_model_too(model, root, tmp_path):
    """Or ten retrainings could lose a point each."""
    own = settings.load().data_path / "models" / "autumn"
    shutil.copytree(root / "models" / "default", own)
    card = json.loads((own / "card.json").read_text(encoding="utf-8"))
    (own / "card.json").write_text(json.dumps(card | {"name": "autumn"}), encoding="utf-8")
    exam = [LabelledText("会议太多", ("formalism",), ("excessive_meetings",))]
    judged = work.judge(models.load_model("autumn"), model, exam, taxonomy.load())
    assert [c.name for c in judged.comparisons] == [work.GOLD, work.CHECKS, work.SHIPPED]
    assert [c.n for c in judged.comparisons] == [817, 1, 817]
    assert judged.promote
    assert [c.name for c in work.judge(model, model, [], taxonomy.load()).comparisons] == [work.GOLD]


def test_new_words_get_rows_and_old_ones_keep_their_weights(root):
    base = read_base(root / "models" / "default")
    texts = ["驫驫课又来了", "驫驫课真多", "会议太多"]
    grown = with_new_ngrams(base, texts, 40_000)
    assert grown.ngrams.index_.n_rows > base.ngrams.index_.n_rows
    before, after = (b.ngrams.transform(["会议太多"]) @ b.coef for b in (base, grown))
    np.testing.assert_allclose(before, after, atol=1e-5)
    assert grown.ngrams.transform(["驫驫"]).nnz > base.ngrams.transform(["驫驫"]).nnz == 0
    assert with_new_ngrams(base, ["会议太多"], 40_000) is base


def test_a_verdict_without_manifestation_teaches_the_likeliest_one(root):
    base = read_base(root / "models" / "default")
    taught = Retraining(base, [], [LabelledText("会议一个接一个，没有时间备课", ("formalism",), ("",))])
    assert taught.leaves.tolist() == ["formalism.excessive_meetings"]


def test_prediction_needs_none_of_it():
    """The web app and ``classify`` load models without scikit-learn; only the process that trains imports it."""
    code = "import sys, fourwinds.workflows.retrain; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
