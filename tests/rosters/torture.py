"""Rosters as they come, and what a sensible person would make of each.

A case says who is taken (name, address, department), which rows are refused and why, and what is
put right on the way. Known departments are IT and Sales.
"""

from dataclasses import dataclass

from tests.rosters.workbooks import with_part, workbook

HEAD = "Name,E-mail,Department\n"
ANNA = ("Anna Ott", "anna@example.com", "Sales")
BEN = ("Ben Lee", "ben@example.com", "IT")
TWO = HEAD + "Anna Ott,anna@example.com,Sales\nBen Lee,ben@example.com,IT\n"
TABLE = [
    ["Name", "E-mail", "Department"],
    ["Anna Ott", "anna@example.com", "Sales"],
    ["Ben Lee", "ben@example.com", "IT"],
]

MALFORMED = "This is not an e-mail address."
TWO_IN_ONE = "There is more than one address in it."
FORMULA = "This is a formula, not a text."
HIDDEN = "There were hidden characters in it."
SPACES = "There were special spaces in it."
TRIMMED = "There was more than the address in it."
NAMELESS = "There is no name in this row."


@dataclass(frozen=True, kw_only=True)
class Case:
    """``refused``: row, column, what; ``mended`` the same.

    ``asked``: unknown departments, what is chosen for each before anybody decides, and the type.
    ``file``: why all of it is refused.
    """

    content: bytes
    people: tuple = ()
    refused: tuple = ()
    mended: tuple = ()
    asked: tuple = ()
    missing: tuple = ()
    file: str = ""


def case(text, *people, encoding="utf-8", **said):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return Case(content=content, people=people, **said)


def refusal(text, why):
    return Case(content=text if isinstance(text, bytes) else text.encode(), file=why)


NOTHING = "There is nothing in it. Choose the file that holds the list."
NO_LIST = "This is no list that can be read. Save it as XLSX or CSV, and choose that file."
NO_WORKBOOK = "This file cannot be read as a workbook. Open it, save it as XLSX and choose that."
BOMB = "The workbook is too large when unpacked. Copy the list into a new workbook."
PROTECTED = (
    "This is an old Excel file, or one with a password. Save it as XLSX without a password and "
    "choose that."
)
MULLER = ("Jürgen Müller", "jm@example.com", "Sales")
GERMAN = "Name;E-Mail;Abteilung\nJürgen Müller;jm@example.com;Sales\n"

CASES = {
    "plain commas": case(TWO, ANNA, BEN),
    "semicolons, as Excel writes in Germany": case(TWO.replace(",", ";"), ANNA, BEN),
    "tabs, as pasted from a spreadsheet": case(TWO.replace(",", "\t"), ANNA, BEN),
    "vertical lines": case(TWO.replace(",", "|"), ANNA, BEN),
    "Excel's own line for the separator": case("sep=;\r\n" + TWO.replace(",", ";"), ANNA, BEN),
    "line ends of Windows and of old Macs": case(TWO.replace("\n", "\r"), ANNA, BEN),
    "UTF-8 with a mark": case(TWO, ANNA, BEN, encoding="utf-8-sig"),
    "UTF-16 as Excel's Unicode text": case(TWO.replace(",", "\t"), ANNA, BEN, encoding="utf-16"),
    "UTF-16 without a mark": case(TWO, ANNA, BEN, encoding="utf-16-le"),
    "Windows-1252": case(GERMAN, MULLER, encoding="cp1252"),
    "an old Mac": case(
        GERMAN + "Björn Groß;bg@example.com;IT\n",
        MULLER,
        ("Björn Groß", "bg@example.com", "IT"),
        encoding="mac_roman",
    ),
    "DOS": case(GERMAN, MULLER, encoding="cp850"),
    "Windows-1251": case(
        HEAD + "Иван Петров,ip@example.com,IT\nОльга Смирнова,os@example.com,Sales\n",
        ("Иван Петров", "ip@example.com", "IT"),
        ("Ольга Смирнова", "os@example.com", "Sales"),
        encoding="cp1251",
    ),
    "Shift JIS": case(
        "Name,Email,Department\n山田太郎,yt@example.com,IT\n佐藤花子,sh@example.com,Sales\n",
        ("山田太郎", "yt@example.com", "IT"),
        ("佐藤花子", "sh@example.com", "Sales"),
        encoding="shift_jis",
    ),
    "names in every script": case(
        HEAD
        + "محمد العربي,m@example.com,IT\nדוד כהן,d@example.com,IT\nसीता शर्मा,s@example.com,IT\n"
        + "Nguyễn Thị Ánh,n@example.com,IT\nO’Brien-Smith Jr.,o@example.com,IT\n"
        + "李,l@example.com,IT\n",
        ("محمد العربي", "m@example.com", "IT"),
        ("דוד כהן", "d@example.com", "IT"),
        ("सीता शर्मा", "s@example.com", "IT"),
        ("Nguyễn Thị Ánh", "n@example.com", "IT"),
        ("O’Brien-Smith Jr.", "o@example.com", "IT"),
        ("李", "l@example.com", "IT"),
    ),
    "a joiner inside a Persian name stays": case(
        HEAD + "علی\u200cرضا,a@example.com,IT\n", ("علی\u200cرضا", "a@example.com", "IT")
    ),
    "accents written in two characters": case(
        HEAD + "Jose\u0301,jose@example.com,IT\n", ("José", "jose@example.com", "IT")
    ),
    "first and last name in German": case(
        "Vorname;Nachname;Mailadresse;Bereich\nAnna;Ott;anna@example.com;Sales\n", ANNA
    ),
    "a title and an empty line above the header": case(
        "Staff list of 1 March,,\n,,\n" + TWO, ANNA, BEN
    ),
    "no header": case("Anna Ott,anna@example.com,Sales\nBen Lee,ben@example.com,IT\n", ANNA, BEN),
    "no header, two columns of names": case(
        "Anna,Ott,anna@example.com,Sales\nBen,Lee,ben@example.com,IT\n", ANNA, BEN
    ),
    "words above the columns that nobody knows": case(
        "Wer,Wohin,Wo\nAnna Ott,anna@example.com,Sales\nBen Lee,ben@example.com,IT\n", ANNA, BEN
    ),
    "columns in another order, and some that are not needed": case(
        "Payroll,Department,E-mail,Salary,Name\n17,Sales,anna@example.com,50000,Anna Ott\n", ANNA
    ),
    "empty lines between, and empty cells at the end": case(
        TWO.replace("Sales\n", "Sales,,\n\n,,\n"), ANNA, BEN
    ),
    "a comma inside quotation marks": case(
        HEAD + '"Ott, Anna",anna@example.com,Sales\n', ("Ott, Anna", *ANNA[1:])
    ),
    "a comma that was not quoted": case(
        HEAD + "Ott, Anna,anna@example.com,Sales\nBen Lee,ben@example.com,IT\n",
        BEN,
        refused=((2, "", "This row has more cells than the others."),),
    ),
    "a quotation mark that is never closed": refusal(
        HEAD + '"Anna Ott,anna@example.com,Sales\n' + "Ben,b@example.com,IT\n" * 20,
        "A quotation mark that is opened in row 2 is never closed. Delete it, or close it, and "
        "choose the file again.",
    ),
    "addresses as mail programs write them": case(
        HEAD + "Anna Ott,Anna Ott <Anna@Example.com>,Sales\nBen Lee,mailto:ben@example.com;,IT\n",
        ANNA,
        BEN,
        mended=((2, "E-mail", TRIMMED), (3, "E-mail", TRIMMED)),
    ),
    "addresses that are none": case(
        HEAD + "A,anna,IT\nB,b@@example.com,IT\nC,c @example.com,IT\nD,d@example,IT\n"
        "E,e@example.com; f@example.com,IT\nF,f..f@example.com,IT\n" + TWO.removeprefix(HEAD),
        ANNA,
        BEN,
        refused=(
            (2, "E-mail", MALFORMED),
            (3, "E-mail", MALFORMED),
            (4, "E-mail", MALFORMED),
            (5, "E-mail", MALFORMED),
            (6, "E-mail", TWO_IN_ONE),
            (7, "E-mail", MALFORMED),
        ),
    ),
    "an address with a Cyrillic letter": case(
        HEAD + "Anna Ott,\u0430nna@example.com,Sales\n",
        refused=(
            (2, "E-mail", "The part before the @ has letters that mail servers rarely take."),
        ),
    ),
    "wide letters of a Japanese keyboard": case(
        HEAD + "Anna Ott,ａｎｎａ＠example.com,Sales\n", ANNA
    ),
    "the same person twice": case(
        TWO + "Anna Ott,ANNA@example.com,sales\n",
        ANNA,
        BEN,
        mended=((4, "", "The same person stands in row 2."),),
    ),
    "one address for two people": case(
        TWO + "Zoe Ott,anna@example.com,IT\n",
        ANNA,
        BEN,
        refused=((4, "", "The same address stands in row 2, with something else beside it."),),
    ),
    "one name twice without addresses": case(
        "Name,Department\nAnna Ott,IT\nanna  ott,IT\nAnna Ott,Sales\n",
        ("Anna Ott", "", "IT"),
        ("Anna Ott", "", "Sales"),
        refused=(
            (
                3,
                "",
                "The same name stands in row 2, in the same department and without an address.",
            ),
        ),
    ),
    "formulas in a text file": case(
        HEAD
        + '=HYPERLINK("http://x"),a@example.com,IT\n@SUM(A1),b@example.com,IT\n'
        + "+Cmd,c@example.com,IT\n-Dan,d@example.com,IT\nEve,=A1&B1,IT\nFay,f@example.com,=B2\n",
        refused=(
            (2, "Name", FORMULA),
            (3, "Name", FORMULA),
            (4, "Name", FORMULA),
            (5, "Name", FORMULA),
            (6, "E-mail", FORMULA),
            (7, "Department", FORMULA),
        ),
    ),
    "errors of a spreadsheet": case(
        HEAD + "#N/A,a@example.com,IT\nBen Lee,ben@example.com,#REF!\n",
        refused=(
            (2, "Name", "A spreadsheet shows an error here."),
            (3, "Department", "A spreadsheet shows an error here."),
        ),
    ),
    "hidden characters": case(
        HEAD
        + "Anna\u200b Ott,\ufeffanna@example.com\u200b,Sales\nBen Lee,ben@example.com,\u00adIT\n",
        ANNA,
        BEN,
        mended=((2, "Name", HIDDEN), (2, "E-mail", HIDDEN), (3, "Department", HIDDEN)),
    ),
    "a name that reads backwards": case(
        HEAD + "\u202eAnna Ott\u202c,anna@example.com,Sales\n", ANNA, mended=((2, "Name", HIDDEN),)
    ),
    "spaces of web pages": case(
        HEAD + "Anna\u00a0Ott,\u00a0anna@example.com,Sales\u3000\n",
        ANNA,
        mended=((2, "Name", SPACES),),
    ),
    "NUL in a name": case(
        HEAD + "An\0na,anna@example.com,Sales\nBen Lee,ben@example.com,IT\n",
        BEN,
        refused=((2, "Name", "There is a character in it that cannot be stored."),),
    ),
    "half a character": case(
        (HEAD + "An\ud800na,anna@example.com,Sales\n").encode("utf-16-le", "surrogatepass"),
        file="The file is not in this encoding. Choose another one, or save it as UTF-8.",
    ),
    "neither name nor address": case(
        TWO + ",,IT\n",
        ANNA,
        BEN,
        refused=((4, "", "There is neither a name nor an address in this row."),),
    ),
    "addresses without names": case(
        "E-mail,Department\nanna@example.com,Sales\n",
        ("anna@example.com", "anna@example.com", "Sales"),
        mended=((2, "", NAMELESS),),
    ),
    "people without e-mail": case(
        HEAD + "Anna Ott,-,Sales\nBen Lee,n/a,IT\n",
        ("Anna Ott", "", "Sales"),
        ("Ben Lee", "", "IT"),
    ),
    "people called Null and Na": case(
        HEAD + "Null,null@example.com,IT\nNa,na@example.com,IT\n",
        ("Null", "null@example.com", "IT"),
        ("Na", "na@example.com", "IT"),
    ),
    "no department in a row": case(
        TWO + "Cleo,cleo@example.com,\n",
        ANNA,
        BEN,
        refused=((4, "", "There is no department in this row."),),
    ),
    "no column for departments": case(
        "Name,E-mail\nAnna Ott,anna@example.com\n", missing=("department",)
    ),
    "a number for a name": case(
        HEAD + "12345,anna@example.com,Sales\n",
        refused=((2, "Name", "There is no letter in it."),),
    ),
    "a very long name": case(
        HEAD + "x" * 201 + ",anna@example.com,Sales\n", refused=((2, "Name", "It is too long."),)
    ),
    "departments in other spellings": case(
        HEAD + "Anna Ott,anna@example.com, SALES \nBen Lee,ben@example.com,it\n",
        ("Anna Ott", "anna@example.com", "Sales"),
        ("Ben Lee", "ben@example.com", "IT"),
    ),
    "a mistyped department and a new one": case(
        TWO + "Cleo,cleo@example.com,Slaes\nDan,dan@example.com,Legal\n",
        ANNA,
        BEN,
        ("Cleo", "cleo@example.com", None),
        ("Dan", "dan@example.com", "Legal"),
        asked=(("Legal", "create", "legal"), ("Slaes", "", "other")),
    ),
    "only a header": case(HEAD),
    "nothing": refusal(b"", NOTHING),
    "nothing but spaces": refusal(b" \n ,, \n", NOTHING),
    "a PDF": refusal(b"%PDF-1.7\n%\xe2\xe3\n", NO_LIST),
    "a web page called .xls": refusal(b"<html><table><tr><td>Anna</td></tr></table>", NO_LIST),
    "an old or protected Excel file": refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, PROTECTED),
    "too many people": refusal(
        HEAD + "".join(f"P{n},p{n}@example.com,IT\n" for n in range(50_001)),
        "There are more than 50,000 people in it. Divide it into several files.",
    ),
    "too many columns": refusal(
        ",".join(map(str, range(61))),
        "It has more than 60 columns. Leave out those that are not needed.",
    ),
    "a workbook": case(workbook(("People", TABLE)), ANNA, BEN),
    "a workbook with formulas": case(
        workbook(("People", TABLE), formulas={"B2": '=LOWER(A2)&"@example.com"'}),
        BEN,
        refused=((2, "E-mail", FORMULA),),
    ),
    "a workbook with merged departments": case(
        workbook(("P", [*TABLE, ["Cleo", "cleo@example.com", None]]), merged=["C3:C4"]),
        ANNA,
        BEN,
        ("Cleo", "cleo@example.com", "IT"),
    ),
    "a workbook with an empty sheet before": case(
        workbook(("Cover", []), ("People", TABLE)), ANNA, BEN
    ),
    "a workbook that is cut off": refusal(workbook(("P", TABLE))[:-200], NO_WORKBOOK),
    "a package that is no workbook": refusal(
        with_part(workbook(("P", TABLE)), "xl/workbook.xml", "<!DOCTYPE x><x/>"), NO_WORKBOOK
    ),
    "a workbook that unpacks to very much": refusal(
        with_part(workbook(("P", TABLE)), "xl/more.xml", b" " * (101 * 1024 * 1024)), BOMB
    ),
}
