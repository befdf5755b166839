"""Elements of the small XML members of an Office file that say where everything else is."""

from __future__ import annotations

from xml.parsers import expat


def attributes(raw: bytes, *names: str) -> list[dict[str, str]]:
    """Attributes of every element called by one of ``names``, whatever its prefix and however it is quoted.

    Raises:
        ValueError: ``raw`` is no XML.

    >>> attributes(b"<x:book xmlns:x='a'><x:sheet name='A&gt;B' x:id='r1'/></x:book>", "sheet")
    [{'name': 'A>B', 'x:id': 'r1'}]
    """
    found: list[dict[str, str]] = []

    def start(name: str, said: dict[str, str]) -> None:
        if name.rpartition(":")[2] in names:
            found.append(said)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise ValueError("no XML") from error
    return found
