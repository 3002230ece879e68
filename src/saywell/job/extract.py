"""The text of a job description -> what it asks for: skills, values and duties.

Only what its words say: nothing is guessed about jobs of that name. Skills come from what stands after "experience
with" or before "skills", from known names, from capitals inside a list of requirements, and from its short items;
duties from items that say what one does; values from what is said to be valued.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from saywell.job.sections import Unit, units
from saywell.job.stems import is_weak, is_written, lists, says_something, stem, tokens
from saywell.model import Job, Term, TermKind

MOST_TERMS = 60
"""Of a longer list the first ones are kept."""
_MOST_SKILL_WORDS = 5
_SHORT_ITEM_WORDS = 4
_WORD = re.compile(r"\.?[^\W_]+(?:[.'/-][^\W_]+)*[+#]*")
_CLAUSE = re.compile(r"[,;:.!?()•]|\s[-–—/]\s|—")
_PARTS = re.compile(
    r"\s*(?:[,;()]|/(?=\s)|\s-\s|\s[–—]\s|\b(?:and|or|and/or|as well as|plus|&)(?=\s))\s*", re.IGNORECASE
)
_TECHNICAL = re.compile(r"[a-z][A-Z]|[A-Za-z][+#]+$|^\.|[A-Z]\d")
_PEOPLE = ("er", "ers", "or", "ors", "ist", "ists")
_LABELLED = re.compile(r"(.{2,40}?)\s*(?::|\s[-–—]\s|—|\.\s)\s*\S")


@lru_cache(maxsize=2)
def extract(text: str) -> Job:
    """What a job description asks for, in its order, each thing once; at most `MOST_TERMS`."""
    return Job(tuple(in_full(text)[:MOST_TERMS]))


def in_full(text: str) -> list[Term]:
    """The same, however much it is."""
    terms: dict[frozenset[str], Term] = {}
    for term in _every(text):
        terms.setdefault(frozenset(term.stems), term)
    return list(terms.values())


def _every(text: str) -> Iterator[Term]:
    for unit in units(text):
        if unit.section == "values":
            yield from _values_of_section(unit)
            continue
        yield from _said_values(unit)
        yield from _skills(unit)
        yield from _duties(unit)


def _term(label: str, kind: TermKind) -> Term | None:
    """A term by its label; None if nothing in it can be looked for."""
    label = _stripped(label, praise=kind == "skill")
    found = dict.fromkeys(stem(word) for word in tokens(label.replace("/", " ")) if says_something(word))
    stems = (label,) if is_written(label) else tuple(part for part in found if not part[0].isdigit())
    telling = [part for part in stems if part not in _measures()]
    if not telling or (len(telling) == 1 and is_weak(telling[0]) and kind == "skill"):
        return None
    return Term(label, kind, stems)


def _stripped(label: str, *, praise: bool = True) -> str:
    """A label without articles and, where that is asked for, without praise around it."""
    words = label.strip(" .,;:-").split()
    known = lists()["words"]
    before = {*known["empty"], *(known["measure"] if praise else ()), "&"}
    behind = {*known["empty"], *(known["tail"] if praise else ()), "&"}
    while words and (_bare(words[0]) in before or (praise and _bare(words[0])[:1].isdigit())):
        words = words[1:]
    while words and _bare(words[-1]) in behind:
        words = words[:-1]
    return " ".join(words).strip(" .,;:-")


def _bare(word: str) -> str:
    return word.lower().strip(".,;:()!?'\"“”")


@cache
def _measures() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["words"]["measure"])


# ---------------------------------------------------------------- values


def _values_of_section(unit: Unit) -> Iterator[Term]:
    """Of "Customer first: we start with ..." the first part, of a sentence what is known or said to be valued."""
    longest = lists()["values"]["longest"]
    labelled = _LABELLED.match(unit.text)
    head = labelled[1] if labelled else unit.text
    if unit.item and len(head.split()) <= longest:
        parts = [head] if labelled else _PARTS.split(head)
        yield from filter(None, (_term(part, "value") for part in parts if part))
        return
    said = list(_said_values(unit))
    yield from said or (Term(label, "value", stems) for label, stems in _known(unit.text, "values"))


def _said_values(unit: Unit) -> Iterator[Term]:
    """What stands after "we value"."""
    for rest in _after(unit.text, lists()["values"]["before"]):
        for part in _PARTS.split(re.split(r"[.!?]", rest)[0]):
            if 0 < len(part.split()) <= lists()["values"]["longest"] and (term := _term(part, "value")):
                yield term


# ---------------------------------------------------------------- skills


def _skills(unit: Unit) -> Iterator[Term]:
    known = [
        Term(label, "skill", stems)
        for label, stems in _known(unit.text, "skills")
        if unit.section == "skills" or not (_is_name(unit.text, label) or (len(stems) == 1 and stems[0] in _verbs()))
    ]
    named = [term for name in _names(unit) if (term := _term(name, "skill"))] if unit.section else []
    told = [term for part in _told(unit) if (term := _term(part, "skill"))]
    more = [term for term in (*told, *named) if not _says_again(term, known)]
    found = [*known, *(term for k, term in enumerate(more) if not _says_again(term, more[:k]))]
    if not found and unit.section == "skills" and unit.item and not _is_paper(unit.text):
        words = unit.text.split()
        parts = _PARTS.split(unit.text) if len(words) <= 2 * _SHORT_ITEM_WORDS else [_cut(unit.text)]
        short = all(len(part.split()) <= _SHORT_ITEM_WORDS for part in parts)
        found = [term for part in (parts if short else [_cut(unit.text)]) if (term := _term(part, "skill"))]
    yield from sorted(found, key=lambda term: _place(unit.text, term.label))


def _says_again(term: Term, known: Sequence[Term]) -> bool:
    return any(set(one.stems) <= set(term.stems) or set(term.stems) <= set(one.stems) for one in known)


def _is_name(text: str, label: str) -> bool:
    """Whether a known word ends a name, as of "Brightway Logistics"."""
    before = text[: text.find(label)].split()
    return label[0].isupper() and bool(before) and before[-1].istitle() and not _acts(before[-1])


def _is_paper(text: str) -> bool:
    return any(re.search(rf"\b{re.escape(paper)}\b", text, re.IGNORECASE) for paper in lists()["skills"]["papers"])


def _place(text: str, label: str) -> int:
    return text.lower().find(label.lower())


def _told(unit: Unit) -> Iterator[str]:
    """What stands after "experience with", before "skills", or after "ability to"."""
    rules = lists()["skills"]
    for rest in _after(unit.text, rules["before"]):
        clause = _ended(re.split(r"[.!?]", rest)[0], rules["ends"])
        for example in _after(rest, rules["examples"]):
            yield from _short(_PARTS.split(_ended(re.split(r"[.!?]", example)[0], rules["ends"])))
            clause = clause[: max(0, clause.find(example))] if example in clause else clause
        for mark in rules["examples"]:
            clause = re.sub(rf"[\s,(]+{re.escape(mark)}\s*$", "", clause)
        yield from _short(_PARTS.split(clause))
    for rest in _after(unit.text, rules["can"]):
        yield _cut(_ended(_CLAUSE.split(rest)[0], ["and"]))
    pattern = rf"([^.;:!?()]*?)\b(?:{'|'.join(rules['after'])})\b"
    for match in re.finditer(pattern, unit.text, re.IGNORECASE):
        parts = [part for part in _PARTS.split(match[1]) if part]
        while parts and not (len(_stripped(parts[0]).split()) <= _SHORT_ITEM_WORDS):
            parts = parts[1:]
        if unit.section == "skills" or match[0].strip().lower().endswith(("skills", "skill")):
            yield from _short(parts, _SHORT_ITEM_WORDS)


def _short(parts: Sequence[str], most: int = _MOST_SKILL_WORDS) -> Iterator[str]:
    yield from (part for part in parts if part and len(_stripped(part).split()) <= most)


def _names(unit: Unit) -> Iterator[str]:
    """Capitals inside a requirement, and what is written as only names of things are: ISO 9001, NumPy, C#."""
    rules = lists()["skills"]
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(unit.text):
        word, between, end = match[0], unit.text[end : match.start()], match.end()
        inside = match.start() > 0 and not set(between) & set(".:!?")  # a sentence's first word has a capital anyway
        capital = word[0].isupper() and inside and unit.section == "skills"
        named = (_is_technical(word) or capital or (bool(run) and word.isdigit())) and word.lower() not in rules[
            "never"
        ]
        if run and (not named or between != " "):
            yield " ".join(run)
            run = []
        if named:
            run.append(word)
        if word in (*rules["written"], *rules["capital"]) and (inside or unit.text[end:][:1] in ("", ",")):
            yield word
    if run:
        yield " ".join(run)


def _is_technical(word: str) -> bool:
    return _TECHNICAL.search(word) is not None or (len(word) > 1 and word.isupper())


def _known(text: str, table: str) -> list[tuple[str, tuple[str, ...]]]:
    """Known names in a text, the longest where two begin together: (as the text has it, stems).

    Who does it is not meant: "product managers" are not product management.
    """
    places = [match.span() for match in _WORD.finditer(text.replace("-", " "))]
    words = [text[first:last].lower() for first, last in places]
    stems = [stem(word.replace("’", "'")) for word in words]
    of_table = _table(table)
    out, k = [], 0
    while k < len(words):
        sizes = (n for n in range(min(5, len(words) - k), 0, -1) if tuple(stems[k : k + n]) in of_table)
        size = next(sizes, 0)
        if size and words[k + size - 1].endswith(_PEOPLE) == of_table[tuple(stems[k : k + size])].endswith(_PEOPLE):
            label = text[places[k][0] : places[k + size - 1][1]]
            said = dict.fromkeys(part for part in stems[k : k + size] if says_something(part))
            out.append((label, tuple(said)))
        k += size or 1
    return out


@cache
def _table(table: str) -> dict[tuple[str, ...], str]:
    phrases = lists()[table]["known"]
    return {tuple(stem(match[0]) for match in _WORD.finditer(phrase.replace("-", " "))): phrase for phrase in phrases}


# ---------------------------------------------------------------- duties


def _duties(unit: Unit) -> Iterator[Term]:
    """What one does there: an item under its heading, or a sentence that says so."""
    text, opened = _opened(unit.text)
    acts = _acts(text.split()[0]) if text.split() else False
    if unit.section == "skills" or (unit.section is None and not (acts and (unit.item or opened))):
        return
    if not (acts or unit.item) or len(text.split()) < 2:
        return
    for part in _acts_of(re.split(r"[;:.!?(]", text)[0]) if acts else [text]:
        label = _cut(part)
        if term := _term(label[:1].lower() + label[1:] if label[1:2].islower() else label, "duty"):
            yield term


def _acts(word: str) -> bool:
    """Whether a word, at the beginning of an item, says what one does."""
    word = _bare(word)
    return word in lists()["duties"]["verbs"] or (stem(word) in _verbs() and not word.endswith(_PEOPLE))


def _acts_of(text: str) -> list[str]:
    """A list of things to do, taken apart where a part has a verb and an object.

    >>> _acts_of("design, build and run services, and lead a team")
    ['design, build and run services', 'lead a team']
    """
    parts: list[str] = []
    for word in text.split():
        listed = not parts or (parts[-1].endswith((",", " and", " &")) and not _only_verbs(parts[-1]))
        if listed and (not parts or _acts(word)):
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return [re.sub(r"[\s,]*\b(?:and|&)?$", "", part) for part in parts]


def _only_verbs(text: str) -> bool:
    return all(_acts(word) or _bare(word) in ("and", "&") for word in text.split())


def _opened(text: str) -> tuple[str, bool]:
    """A sentence without "You will be responsible for" and its kind, and whether it had that."""
    opened = False
    low = text.lower().replace("’", "'")
    for phrase in sorted(lists()["duties"]["openings"], key=len, reverse=True):
        if low.startswith(f"{phrase} "):
            text, low, opened = text[len(phrase) + 1 :], low[len(phrase) + 1 :], True
    return text, opened


@cache
def _verbs() -> frozenset[str]:
    return frozenset(stem(verb) for verb in lists()["duties"]["verbs"])


# ---------------------------------------------------------------- pieces of text


def _after(text: str, phrases: Sequence[str]) -> Iterator[str]:
    """What follows each use of a phrase; where one is the beginning of another, of the longer."""
    either = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w])(?:{either})(?![\w])[\s:,]*", text.replace("’", "'"), re.IGNORECASE):
        yield text[match.end() :]


def _ended(text: str, ends: Sequence[str]) -> str:
    """A text up to a word that begins something else."""
    either = "|".join(re.escape(phrase) for phrase in ends)
    return re.split(rf"\s(?:{either})(?![\w])", text, maxsplit=1, flags=re.IGNORECASE)[0]


def _cut(text: str) -> str:
    """The beginning of an item: whole clauses and parts of them, as many as fit into a label."""
    words = re.split(r"[;:.!?(]", text)[0].split()
    longest, joins = lists()["duties"]["longest"], set(lists()["duties"]["joins"])
    if len(words) <= longest:
        return " ".join(words).rstrip(" ,")
    ends = [k for k in range(2, longest + 1) if words[k - 1].endswith(",") or _bare(words[k]) in joins]
    kept = words[: max(ends, default=longest)]
    while len(kept) > 1 and (_bare(kept[-1]) in joins or not says_something(_bare(kept[-1]))):
        kept.pop()
    return " ".join(kept).rstrip(" ,")
