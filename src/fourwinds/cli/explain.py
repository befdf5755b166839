"""``fourwinds explain``."""

from __future__ import annotations

import click

from fourwinds.cli.chinese import Command

_SHOWN = 0.05  # words of less weight are added up in one line


@click.command(cls=Command)
@click.argument("text", metavar="意见")
@click.option("--json", "as_json", is_flag=True, help="打印一个 JSON 对象。")
def explain(text: str, as_json: bool) -> None:
    """说明一条意见为什么这样归类：得分、起作用的词、相似的意见。"""
    from fourwinds import sureness, taxonomy
    from fourwinds.workflows import explain as work

    found = work.explain(text)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    known = taxonomy.load()
    said = found.prediction
    detail = known.manifestation_zh(said.tag, said.manifestation or "") or known.none_kind_zh(said.none_kind or "")
    click.echo(
        f"归类：{known.tag_zh(said.tag)} — {detail}（把握 {sureness.in_words(said.score)}），"
        f"涉及对象：{known.subject_zh(said.subject)}"
    )
    click.echo(
        "各类得分：" + "，".join(f"{known.tag_zh(tag)} {sureness.in_words(p)}" for tag, p in found.tag_scores.items())
    )
    click.echo(f"起作用的词（分值之和加起点 {found.bias:+.2f} 等于总分 {found.leaf_score:+.2f}）：")
    rest = 0.0
    for word, weight in sorted(found.words, key=lambda pair: -abs(pair[1])):
        if abs(weight) >= _SHOWN:
            click.echo(f"  {weight:+6.2f}  {word.strip() or '（空白）'}")
        else:
            rest += weight
    if round(rest, 2):
        click.echo(f"  {rest:+6.2f}  （其余各词合计）")
    if found.neighbours:
        click.echo("相似的已知意见：")
        for near, leaf, likeness in found.neighbours:
            tag, _, code = leaf.partition(".")
            name = known.manifestation_zh(tag, code) if tag in known.tags else known.none_kind_zh(code)
            click.echo(f"  {likeness:.2f}  {near}（{known.tag_zh(tag)} — {name}）")
