"""Minutes, letters and 接龙: who spoke, when and where is left out."""

import docx

from fourwinds.intake import files
from fourwinds.intake.answers import Choice
from fourwinds.intake.lines import read_lines


def _texts(*lines):
    return [f.text for f in read_lines("a.txt", list(enumerate(lines, start=1))).feedback]


def test_speakers_are_cut_off_and_front_matter_skipped():
    lines = [
        "座谈会记录",
        "时间：2026年9月3日下午",
        "参加人员：张三、李四",
        "张三：会议太多",
        "李四（年级组长）：材料太多",
        "王五：没意见",
        "散会。",
    ]
    assert _texts(*lines) == ["会议太多", "材料太多", "没意见"]


def test_a_colon_alone_is_no_speaker():
    assert _texts("我想说一件事：食堂浪费", "别的没有") == ["我想说一件事：食堂浪费", "别的没有"]


def test_headings_become_context():
    answers = read_lines(
        "a.txt", list(enumerate(["一、形式主义方面", "会议太多", "二、官僚主义方面", "不下基层"], start=1))
    )
    assert [(f.context, f.text) for f in answers.feedback] == [
        ("一、形式主义方面", "会议太多"),
        ("二、官僚主义方面", "不下基层"),
    ]


def test_answers_that_end_like_headings_stay_answers():
    assert _texts("没有意见", "希望多听听群众意见", "反映的问题") == ["没有意见", "希望多听听群众意见"]


def test_dates_alone_are_skipped():
    assert _texts("2026年9月3日", "9月3日开会开到天黑") == ["9月3日开会开到天黑"]


def test_chain_message_keeps_neither_number_nor_nickname(tmp_path):
    path = tmp_path / "接龙.txt"
    chain = "#接龙\n对食堂的意见\n\n1. 小白兔 菜太咸\n2. 张老师：排队太久\n还总没菜\n3.李工  没意见\n4. 钱七，饭太硬\n5. 王五\n6. 小宝 妈妈 太辣\n"
    path.write_text(chain, encoding="utf-8")
    taken = files.read(path, Choice())
    assert [f.text for f in taken.feedback] == ["菜太咸", "排队太久\n还总没菜", "没意见", "饭太硬", "太辣"]
    assert {f.context for f in taken.feedback} == {"对食堂的意见"}
    assert not any("小白兔" in f.text + f.context for f in taken.feedback)


def test_word_form_by_category(tmp_path):
    document = docx.Document()
    document.add_heading("征求意见表", 0)
    document.add_paragraph("填表说明：请如实填写。")
    table = document.add_table(rows=0, cols=2)
    for cells in (("类别", "意见建议"), ("形式主义方面", "1、会议太多\n2、材料太多"), ("官僚主义方面", "无")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    taken = files.read(tmp_path / "a.docx", Choice())
    assert [(f.context, f.text) for f in taken.feedback] == [
        ("形式主义方面；意见建议", "1、会议太多\n2、材料太多"),
        ("官僚主义方面；意见建议", "无"),
    ]


def test_word_minutes_with_tracked_changes(tmp_path):
    from docx.oxml import parse_xml

    document = docx.Document()
    paragraph = document.add_paragraph("会议")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:t>不</w:t></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>太多</w:t></w:r></w:ins>"))
    document.save(tmp_path / "a.docx")
    assert [f.text for f in files.read(tmp_path / "a.docx", Choice()).feedback] == ["会议太多"]


def test_minutes_of_two_speakers_and_of_speakers_with_posts():
    lines = ["年级座谈会记录", "李 四：会议太多", "王五（高一年级组长兼教研组长）：材料太多"]
    assert _texts(*lines) == ["会议太多", "材料太多"]


def test_word_form_keeps_neither_name_nor_signature(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for cells in (("姓名", "欧阳修远"), ("对学校的意见", "会议太多，领导很少下年级"), ("签名：", "欧阳修远")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("其他意见：食堂饭菜凉")
    document.save(tmp_path / "a.docx")
    texts = [f.text for f in files.read(tmp_path / "a.docx", Choice()).feedback]
    assert texts == ["会议太多，领导很少下年级", "其他意见：食堂饭菜凉"]


def test_minutes_whose_attendance_stands_in_a_table(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for cells in (("时间", "9月3日"), ("参加人", "张建国、李秀英、王大力")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    for line in ("张建国：会议太多", "李秀英：报修没人管", "王大力：食堂太凉"):
        document.add_paragraph(line)
    document.save(tmp_path / "a.docx")
    assert [f.text for f in files.read(tmp_path / "a.docx", Choice()).feedback] == [
        "会议太多",
        "报修没人管",
        "食堂太凉",
    ]


def test_a_chain_message_that_lost_its_first_line(tmp_path):
    path = tmp_path / "接龙.txt"
    path.write_text(
        "对食堂的意见\n1. 小白兔 菜太咸\n2. 夜的第七章 排队太久\n3. 李工 没意见\n4. 王五\n", encoding="utf-8"
    )
    taken = files.read(path, Choice())
    assert [(f.text, f.context) for f in taken.feedback] == [
        ("菜太咸", "对食堂的意见"),
        ("排队太久", "对食堂的意见"),
        ("没意见", "对食堂的意见"),
    ]


def test_a_numbered_list_of_opinions_is_no_chain(tmp_path):
    path = tmp_path / "意见.txt"
    path.write_text("1. 会议太多 没时间备课\n2. 材料多 天天催\n3. 食堂贵 也不好吃\n", encoding="utf-8")
    assert "会议太多 没时间备课" in files.read(path, Choice()).feedback[0].text


def test_tables_inside_the_cells_of_a_word_table(tmp_path):
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1).cell(0, 0)
    outer.text = "征求意见表"
    inner = outer.add_table(rows=0, cols=2)
    for cells in (("类别", "意见建议"), ("形式主义方面", "会议太多"), ("官僚主义方面", "报修没人管")):
        for cell, text in zip(inner.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    assert [f.text for f in files.read(tmp_path / "a.docx", Choice()).feedback] == ["会议太多", "报修没人管"]
