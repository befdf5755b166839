"""Whom an opinion concerns, as far as words name somebody: those of the opinion, and those of the form it stands under."""

from __future__ import annotations

import re
from collections.abc import Collection

from fourwinds.taxonomy import Taxonomy

UNCLEAR = "unclear"
_FILLED_IN_BY = re.compile(r"（[^）]*填写?）")
_ASKED_ABOUT = re.compile(r"对(.{1,12}?)(?:（[^）]*）)?(?:工作|作风|管理|服务)*的?(?:意见|建议|评价|看法|希望)")


class Headings:
    """The words that name subjects.

    Args:
        taxonomy: its subjects, with their cues, headings and ends of headings.
        subjects: the codes that are looked for.
    """

    def __init__(self, taxonomy: Taxonomy, subjects: Collection[str]) -> None:
        self._subjects = {code: subject for code, subject in taxonomy.subjects.items() if code in subjects}
        cues = [
            ((code != UNCLEAR, len(cue), -place), cue, code)
            for place, (code, subject) in enumerate(self._subjects.items())
            for cue in (*subject.cues, *subject.headings)
        ]
        self._cues = [(cue, code) for _, cue, code in sorted(cues, reverse=True)]  # the one that counts most first

    def named(self, words: str) -> str:
        """The subject that a heading or an opinion names by the longest of the words for it, or ""."""
        return next((code for cue, code in self._cues if cue in words), "")

    def asked_about(self, heading: str) -> str:
        """The subject that a heading names, or that 「对……的意见」 means by its end; or "". Who fills it in does not count."""
        heading = _FILLED_IN_BY.sub("", heading)
        asked = _ASKED_ABOUT.search(heading)
        ends = [
            (len(end), code)
            for code, subject in self._subjects.items()
            for end in subject.heading_ends
            if asked and asked[1].endswith(end)
        ]
        named = self.named(heading)
        if ends and (not named or self._subjects[named].general):
            return max(ends)[1]
        return named
