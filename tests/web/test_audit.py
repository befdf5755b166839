"""The log says in Chinese what was done."""

import re

from tests.web.conftest import PASSWORD

from fourwinds.workflows import accounts


def test_every_act_has_a_chinese_name(desk, batch, local):
    accounts.add(desk, "钱复", PASSWORD, "reviewer", "本机")
    accounts.change(desk, "钱复", "本机", role="staff", password=f"{PASSWORD}8", active=False)
    desk.store.batches.set_state(batch.key, "submitted", "本机")
    desk.store.batches.recycle(batch.key, "本机")
    desk.store.restore(desk.store.backup("manual"), "本机")
    acts = re.findall(r"<td>([^<]*)</td><td class=\"wrap\">", local.get("/audit").text)
    assert len(acts) >= 8
    assert [act for act in acts if act.isascii()] == []
