"""Files as clerks and systems really send them, and files made to hurt: read for what they hold, or one sentence."""

import re
import shutil
import time
import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter

from fourwinds.errors import InputError
from fourwinds.intake import columns, files, safety
from fourwinds.intake.answers import Choice

WIDE = "范围过大"


def sheet(path, *rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    book.save(path)
    return path


def answers(path):
    return [(f.context, f.text) for f in files.read(path, Choice()).feedback]


def changed(path, target, **parts):
    """A copy of an Office file; ``parts`` maps the end of a member's name to what its text becomes."""
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in whole.namelist():
            body = whole.read(name)
            for end, change in parts.items():
                if name.endswith(f"{end}.xml"):
                    body = change(body.decode("utf-8")).encode("utf-8")
            copy.writestr(name, body)
    return target


def test_a_survey_whose_questions_have_parts_in_a_second_row(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["序号", "提交答卷时间", "1、您对以下方面的意见", None, None, "2、其他建议"],
        [None, None, "领导班子", "教务处", "总务处", None],
        [1, "2026/9/3 12:00:00", "会议太多", "(空)", "灯坏了没人修", "多组织活动"],
        [2, "2026/9/3 12:10:00", "无", "课表改来改去", "(跳过)", None],
        merged=["C1:E1"],
    )
    assert answers(path) == [
        ("1、您对以下方面的意见：领导班子", "会议太多"),
        ("1、您对以下方面的意见：总务处", "灯坏了没人修"),
        ("2、其他建议", "多组织活动"),
        ("1、您对以下方面的意见：领导班子", "无"),
        ("1、您对以下方面的意见：教务处", "课表改来改去"),
    ]


def test_the_second_row_of_a_header_is_said(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx", ["序号", "对各方面的意见", None], [None, "领导班子", "教务处"], [1, "会议太多", "课表乱"], [2, None, "换教室"]
    )  # fmt: skip
    said = "工作表“Sheet”：第 2 行读作表头的第二行；这一行如果是意见，请给没有列名的列补上列名后重试"
    assert said in files.read(path, Choice()).notes


def test_an_anonymous_first_answer_is_read_and_never_shown_as_a_name(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["姓名（选填）", "对学校的意见建议", None],
        [None, "李娜老师打骂我家孩子", "打13800138000没人接"],
        ["张三", "食堂的饭菜太咸了", "报修一个月没有人来"],
    )
    taken = files.read(path, Choice())
    assert [f.text for f in taken.feedback][:2] == ["李娜老师打骂我家孩子", "打13800138000没人接"]
    assert {f.context for f in taken.feedback} == {"对学校的意见建议", "第3列"}
    assert "李娜" not in "".join([*taken.notes, *(column.name for _, column in taken.columns)])


def test_what_a_form_says_of_itself_is_no_header(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["某学校征求意见汇总表（内部）"],
        ["填报单位：教务处", None, "填报日期：2026年9月"],
        ["序号", "类别", "意见建议", "备注"],
        [1, "形式主义", "会议多材料多", None],
        [None, None, "检查一茬接一茬", None],
        ["填表人：某人", None, "审核人：某人"],
        merged=["A1:D1", "A4:A5", "B4:B5"],
    )
    assert answers(path) == [("形式主义；意见建议", "会议多材料多"), ("形式主义；意见建议", "检查一茬接一茬")]


def test_questions_with_options_are_no_open_questions(tmp_path):
    path = sheet(
        tmp_path / "a.xlsx",
        ["序号", "1、您认为存在的问题（多选）", "2、哪些方面的问题较多", "3、以上问题的具体表现"],
        [1, "会议多", "会议多┋检查多", "一周七个会"],
        [2, "食堂差", "食堂差┋价格贵", "菜太咸"],
    )
    assert [text for _, text in answers(path)] == ["一周七个会", "菜太咸"]
    roles = columns.propose(["您的意见（必填）"], [["会议太多"], ["菜太咸"]])
    assert roles[0].role == columns.OPEN


def test_the_first_sheet_is_a_pivot_table(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ["行标签", "计数项:您的意见"], ["教务处", 12], ["总计", 21])
    book = openpyxl.load_workbook(path)
    raw = book.create_sheet("原始数据")
    for row in (["序号", "您的意见"], [1, "会议太多，没时间备课"]):
        raw.append(row)
    book.save(path)
    assert answers(path) == [("您的意见", "会议太多，没时间备课")]


def test_semicolons_in_gb18030_and_what_excel_puts_above(tmp_path):
    (tmp_path / "a.csv").write_bytes("序号;意见\r\n1;会议太多；没时间备课\r\n2;报修拖\r\n".encode("gb18030"))
    assert [text for _, text in answers(tmp_path / "a.csv")] == ["会议太多；没时间备课", "报修拖"]
    (tmp_path / "b.csv").write_text("sep=;\n序号;意见\n1;会议太多\n", encoding="utf-8")
    assert [text for _, text in answers(tmp_path / "b.csv")] == ["会议太多"]


def test_a_quotation_mark_nobody_closed_swallows_no_rows(tmp_path):
    lines = ["序号,意见", '1,"开头就说\n换行也没事"', '2,"会议太多', "3,食堂浪费", "4,报修慢"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    taken = files.read(tmp_path / "a.csv", Choice())
    assert [f.text for f in taken.feedback] == ["开头就说\n换行也没事", '"会议太多', "食堂浪费", "报修慢"]
    assert "有一处引号没有配对，已改为一行一条读取，请核对原件" in taken.notes
    (tmp_path / "b.csv").write_text(
        '序号,意见\n1,"会议太多\n' + "".join(f"{n},食堂浪费得很厉害{n}\n" for n in range(2, 400_000)), encoding="utf-8"
    )
    assert files.read(tmp_path / "b.csv", Choice()).feedback[-1].text == "食堂浪费得很厉害399999"
    (tmp_path / "c.csv").write_text('序号,意见\n1,"最后一格\n有换行"\n', encoding="utf-8")
    assert [f.text for f in files.read(tmp_path / "c.csv", Choice()).feedback] == ["最后一格\n有换行"]


@pytest.mark.parametrize(
    ("example", "called"),
    [
        ("问卷星导出_教师问卷.xlsx", "a.xls"),
        ("来访登记.xls", "a.xlsx"),
        ("来访登记.xls", "a.docx"),
        ("宿舍意见.et", "a.csv"),
        ("征求意见表.docx", "a.doc"),
        ("家长留言.csv", "a.xls"),
        ("教师代表发言摘要.pdf", "a.docx"),
        ("热线系统导出.xls", "a.txt"),
    ],
)
def test_the_suffix_does_not_matter(tmp_path, examples, example, called):
    shutil.copyfile(examples / example, tmp_path / called)
    assert answers(tmp_path / called) == answers(examples / example)


def test_an_old_document_called_a_workbook_and_rich_text_called_a_document(tmp_path, examples, office):
    shutil.copyfile(examples / "退休教师书面意见.doc", tmp_path / "a.xls")
    assert len(answers(tmp_path / "a.xls")) == 3
    (tmp_path / "b.doc").write_bytes(b"{\\rtf1\\ansi\\ansicpg936 \\'bb\\'e1\\'d2\\'e9\\'cc\\'ab\\'b6\\'e0}")
    assert answers(tmp_path / "b.doc") == [("", "会议太多")]


def test_a_web_page_with_an_xml_head_called_a_workbook(tmp_path):
    page = "<html><table><tr><td>序号</td><td>意见</td></tr><tr><td>1</td><td>会议太多</td></tr></table></html>"
    (tmp_path / "a.xls").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{page}', encoding="utf-8")
    assert answers(tmp_path / "a.xls") == [("意见", "会议太多")]


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.xls"])
def test_a_password_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(120) + "EncryptedPackage\0".encode("utf-16-le")
    )
    with pytest.raises(InputError, match="有打开密码；请去掉密码另存后重试"):
        files.read(tmp_path / name, Choice())


def test_strict_open_xml(tmp_path):
    def strict(text):
        return re.sub(
            r"http://schemas\.openxmlformats\.org/(?:(spreadsheetml)/2006|(officeDocument)/2006)/",
            lambda hit: f"http://purl.oclc.org/ooxml/{hit[1] or hit[2]}/",
            text,
        )

    path = changed(
        sheet(tmp_path / "a.xlsx", ["意见"], ["会议太多，没时间备课"]),
        tmp_path / "b.xlsx",
        workbook=strict,
        sheet1=strict,
        styles=strict,
    )
    assert answers(path) == [("意见", "会议太多，没时间备课")]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c  r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        f'<row r="1048576"><c r="XFD1048576" x="{"长" * 300}"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" x="/>"><v>1</v></c></row>',
        f'<row r="1048576">{"<c><v>1</v></c>" * 100}</row>',
        '<x:row xmlns:x="x" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(tmp_path, row):
    path = sheet(tmp_path / "a.xlsx", ["序号", "意见"], [1, "会议太多"])
    path = changed(path, tmp_path / "b.xlsx", sheet1=lambda text: text.replace("</sheetData>", f"{row}</sheetData>"))
    with pytest.raises(InputError, match=WIDE):
        files.read(path, Choice())


def test_far_cells_without_content_cost_nothing(tmp_path):
    """Whole rows that somebody has coloured."""
    row = '<row r="9"><c r="XFD1048576" s="1"/><c r="XFC1048576" s="1" /></row>'
    path = sheet(tmp_path / "a.xlsx", ["序号", "意见"], [1, "会议太多"])
    path = changed(path, tmp_path / "b.xlsx", sheet1=lambda text: text.replace("</sheetData>", f"{row}</sheetData>"))
    assert [text for _, text in answers(path)] == ["会议太多"]


def test_a_worksheet_by_any_other_name(tmp_path):
    """What a sheet's part is called is the file's own choice."""
    path = sheet(tmp_path / "a.xlsx", ["意见"], ["会议太多"])
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as copy:
        for name in whole.namelist():
            text = whole.read(name).decode("utf-8").replace("worksheets/sheet1.xml", "picture.bin")
            if name.endswith("sheet1.xml"):
                name, text = (
                    "xl/picture.bin",
                    text.replace("</sheetData>", '<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
                )
            copy.writestr(name, text)
    with pytest.raises(InputError, match=WIDE):
        files.read(tmp_path / "b.xlsx", Choice())


def test_one_long_string_in_thousands_of_cells(tmp_path):
    """20 kB that would become gigabytes."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet()
    for row in range(3000):
        page.write_string(row, 0, "意见" if not row else "长")
    book.close()
    long = changed(tmp_path / "a.xlsx", tmp_path / "b.xlsx", sharedStrings=lambda t: t.replace("长", "长" * 100_000))
    assert long.stat().st_size < 50_000
    with pytest.raises(InputError, match="各格的文字合计超过 400 MB"):
        files.read(long, Choice())
    once = changed(
        tmp_path / "a.xlsx", tmp_path / "c.xlsx", sharedStrings=lambda t: t.replace("意见", "意见" + "长" * 100_000)
    )
    assert safety.check(once)  # long, but in one cell only


@pytest.mark.parametrize("mark", ["gridSpan", "gridBefore"])
def test_a_cell_that_claims_a_billion_columns(tmp_path, mark):
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("类别", "意见", "形式主义", "会议太多"), strict=True):
        cell.text = text
    document.save(tmp_path / "a.docx")
    old, new = {
        "gridSpan": ("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="1000000000"/>'),
        "gridBefore": ("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1000000000"/></w:trPr>'),
    }[mark]
    path = changed(tmp_path / "a.docx", tmp_path / "b.docx", document=lambda text: text.replace(old, new, 1))
    assert [text for _, text in answers(path)] == ["会议太多"]


def test_a_document_type_behind_a_long_comment(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ["意见"], ["会议太多"])
    bomb = f"<!--{'x' * 9000}--><!DOCTYPE x [<!ENTITY a 'b'>]>"
    path = changed(path, tmp_path / "b.xlsx", sheet1=lambda text: text.replace("<worksheet", f"{bomb}<worksheet", 1))
    with pytest.raises(InputError, match="XML 实体"):
        files.read(path, Choice())


def test_files_that_would_fill_the_memory(tmp_path):
    """Some hundred kB or few MB each; unlimited they take gigabytes."""
    (tmp_path / "lines.txt").write_text("会议太多\n" + "\n" * 5_100_000, encoding="utf-8")
    (tmp_path / "keys.jsonl").write_text(
        "\n".join(f'{{"意见":"会议太多","k{i}":1}}' for i in range(7000)), encoding="utf-8"
    )
    (tmp_path / "columns.csv").write_text("意见" + "," * 20_000 + "\n会议太多\n", encoding="utf-8")
    (tmp_path / "columns.html").write_text(
        f"<table><tr>{'<td colspan=100>a</td>' * 200}</tr></table>", encoding="utf-8"
    )
    (tmp_path / "columns.html").rename(tmp_path / "columns.xls")
    document = docx.Document()
    document.save(tmp_path / "a.docx")
    changed(
        tmp_path / "a.docx",
        tmp_path / "paragraphs.docx",
        document=lambda text: text.replace("<w:sectPr", "<w:p/>" * 2_000_000 + "<w:sectPr", 1),
    )
    for name, complaint in (
        ("lines.txt", "最多 500 万行"), ("keys.jsonl", "格子太多"), ("columns.csv", "格子太多"), ("columns.xls", "格子太多"),
        ("paragraphs.docx", "段落和格式超过 200 万处"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=complaint):
            files.read(tmp_path / name, Choice())


@pytest.mark.parametrize("tag", ["<!--", "<a ", "<a/", "<td a='"])
def test_tags_that_nothing_closes_take_no_square_of_time(tmp_path, tag):
    page = "<html><table><tr><td>意见</td></tr><tr><td>会议太多</td></tr><tr><td>食堂太贵"
    (tmp_path / "a.xls").write_text(page + tag * 100_000, encoding="utf-8")
    begun = time.process_time()
    assert [text for _, text in answers(tmp_path / "a.xls")] == ["会议太多", "食堂太贵"]
    assert time.process_time() - begun < 5


def box(text):
    return f"<w:r><w:txbxContent><w:p>{text}</w:p></w:txbxContent></w:r>"


def test_boxes_in_boxes_are_read_once(tmp_path):
    """Sixty deep with a long text inside they took minutes; what stands in a box of a cell is not said twice."""
    document = docx.Document()
    document.add_paragraph("会议太多没时间备课")
    document.save(tmp_path / "a.docx")
    inner = "<w:r><w:t>食堂太贵</w:t></w:r>" + "<w:r><w:t/></w:r>" * 10_000
    for _ in range(60):
        inner = box(inner)
    path = changed(
        tmp_path / "a.docx",
        tmp_path / "b.docx",
        document=lambda t: t.replace("<w:sectPr", f"<w:p>{inner}</w:p><w:sectPr"),
    )
    begun = time.process_time()
    assert [text for _, text in answers(path)] == ["会议太多没时间备课", "食堂太贵"]
    assert time.process_time() - begun < 10


def test_what_was_moved_is_said_once_and_what_a_form_system_marks_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("会议太多没时间备课")
    document.save(tmp_path / "a.docx")
    said = "<w:r><w:t>食堂太贵，换换菜</w:t></w:r>"
    moved = f"<w:p><w:moveFrom>{said}</w:moveFrom></w:p><w:p><w:moveTo>{said}</w:moveTo></w:p>"
    marked = f"<w:customXml>{moved.replace('食堂太贵', '宿舍太冷').partition('</w:p>')[2]}</w:customXml>"
    path = changed(
        tmp_path / "a.docx",
        tmp_path / "b.docx",
        document=lambda t: t.replace("<w:sectPr", f"{moved}{marked}<w:sectPr"),
    )
    assert [text for _, text in answers(path)] == ["会议太多没时间备课", "食堂太贵，换换菜", "宿舍太冷，换换菜"]


def test_a_table_in_a_box_of_a_cell_is_read_once(tmp_path):
    """Drawings hold it a second time for old programs."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("类别", "意见", "食堂", "盒子"), strict=True):
        cell.text = text
    document.save(tmp_path / "a.docx")

    def drawn(text):
        inner = re.search(r"<w:tbl>.*</w:tbl>", text, re.DOTALL)[0].replace("盒子", "太贵，换换菜")
        twice = "".join(
            f"<mc:{kind}><w:txbxContent>{inner}</w:txbxContent></mc:{kind}>" for kind in ("Choice", "Fallback")
        )
        namespace = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        return text.replace(
            "<w:r><w:t>盒子</w:t></w:r>", f"<w:r><mc:AlternateContent {namespace}>{twice}</mc:AlternateContent></w:r>"
        )

    path = changed(tmp_path / "a.docx", tmp_path / "b.docx", document=drawn)
    assert [text for _, text in answers(path)] == ["太贵，换换菜"]


def test_what_a_drawing_says_to_old_programs_is_no_second_answer(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("类别", "意见", "食堂", "盒子"), strict=True):
        cell.text = text
    document.save(tmp_path / "a.docx")
    drawn = "".join(f"<mc:{kind}>{box('<w:r><w:t>太贵</w:t></w:r>')}</mc:{kind}>" for kind in ("Choice", "Fallback"))
    drawn = f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{drawn}</mc:AlternateContent>'
    path = changed(
        tmp_path / "a.docx",
        tmp_path / "b.docx",
        document=lambda t: t.replace("<w:t>盒子</w:t>", f"<w:t>盒子</w:t>{drawn}"),
    )
    assert [text for _, text in answers(path)] == ["盒子\n太贵"]


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def word_table(tmp_path, *rows):
    docx.Document().save(tmp_path / "a.docx")
    body = f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"
    return changed(
        tmp_path / "a.docx", tmp_path / "b.docx", document=lambda t: t.replace("<w:sectPr", f"{body}<w:sectPr")
    )


MERGED, GOES_ON, SPANS = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="3"/>'
HEADED = f"<w:tr>{cell('类别')}{cell('意见建议')}</w:tr>"


def test_a_category_merged_over_thousands_of_rows(tmp_path):
    """From every row of it python-docx climbs to the first: minutes, or no end of recursion."""
    rows = [f"<w:tr>{cell('食堂', GOES_ON if n else MERGED)}{cell(f'饭菜太咸{n}')}</w:tr>" for n in range(3000)]
    begun = time.process_time()
    found = answers(word_table(tmp_path, HEADED, *rows))
    assert time.process_time() - begun < 10
    assert (found[0], found[-1], len(found)) == (
        ("食堂；意见建议", "饭菜太咸0"),
        ("食堂；意见建议", "饭菜太咸2999"),
        3000,
    )


@pytest.mark.parametrize("merge", [GOES_ON, '<w:vMerge w:val="错"/>'])
def test_merged_cells_that_continue_nothing(tmp_path, merge):
    """In the first row, or below a row that is divided otherwise."""
    head = f"<w:tr>{cell('类别', merge)}{cell('意见建议')}</w:tr>"
    wide = f"<w:tr>{cell('', SPANS)}</w:tr>"
    last = f"<w:tr>{cell('会议')}{cell('开会太多了啊', merge)}</w:tr>"
    assert answers(word_table(tmp_path, head, wide, last)) == [("会议；意见建议", "开会太多了啊")]


def test_a_span_of_thousands_of_digits_and_a_document_without_a_body(tmp_path):
    wide = f'<w:gridSpan w:val="{"9" * 5000}"/>'
    path = word_table(tmp_path, HEADED, f"<w:tr>{cell('会议', wide)}{cell('开会太多了啊')}</w:tr>")
    assert answers(path) == [("会议；意见建议", "开会太多了啊")]
    bare = changed(path, tmp_path / "c.docx", document=lambda t: re.sub(r"<w:body>.*</w:body>", "", t, flags=re.DOTALL))
    with pytest.raises(InputError, match="已损坏或不是 Word 文档"):
        files.read(bare, Choice())


def test_rows_and_cells_in_content_controls(tmp_path):
    """Forms that are filled in by clicking."""
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    rows = [
        control(f"<w:tr>{cell('食堂')}{cell('饭菜太咸了啊')}</w:tr>"),
        f"<w:tr>{cell('会议')}{control(cell('开会太多了啊'))}</w:tr>",
    ]
    assert answers(word_table(tmp_path, HEADED, *rows)) == [
        ("食堂；意见建议", "饭菜太咸了啊"),
        ("会议；意见建议", "开会太多了啊"),
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"_rels/document.xml.rels": lambda t: re.sub(r' Type="[^"]*theme"', "", t)},
        {"_rels/document.xml.rels": lambda t: t.replace("/fontTable", "/styles")},
        {"[Content_Types].xml": lambda t: re.sub(r'<Override PartName="/word/styles.xml"[^>]*>', "", t)},
    ],
)
def test_a_document_that_says_wrong_things_of_its_parts(tmp_path, spoilt):
    document = docx.Document()
    document.add_paragraph("会议太多没时间备课")
    document.save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as whole, zipfile.ZipFile(tmp_path / "b.docx", "w") as copy:
        for name in whole.namelist():
            body = whole.read(name)
            for end, change in spoilt.items():
                if name.endswith(end):
                    body = change(body.decode("utf-8")).encode("utf-8")
            copy.writestr(name, body)
    assert [text for _, text in answers(tmp_path / "b.docx")] == ["会议太多没时间备课"]
