"""What a report says of how the answer was told: what was heard by when, the question, what could go, the ending."""

from __future__ import annotations

from saywell import kinds
from saywell.english import listed, quoted
from saywell.kinds import family, rules
from saywell.model import Asked, Conciseness, Kind, Relevance, Report, Structure

_MOST_QUOTED = 2
_FAR_BEYOND = 0.2
_LANDING: dict[Kind, str] = {
    "behavioural": "A result or a lesson",
    "motivation": "What draws you to them",
    "salary": "Your figure, or what could move it",
    "opinion": "What you would do",
    "self_intro": "Why you are here",
    "questions_to_ask": "Your last question",
}
"""Last words that land, by the kind of question."""


def lines(report: Report) -> list[tuple[str, str]]:
    """As (about, sentence), in the order in which they matter."""
    shape, told = report.structure, report.conciseness
    if shape is None or told is None:
        return []
    out = []
    if balance := _balance(shape):
        out.append(("Balance", balance))
    if shape.heard:
        out.append(("Heard", _heard(shape, told)))
    if amounts := _amounts(shape):
        out.append(("Shown", amounts))
    if report.relevance:
        out += [("Asked", line) for line in _relevance(report.relevance, shape)]
    if told.could_go and len(told.could_go) < len(shape.sentences):
        out.append(("Could go", _could_go(shape, told)))
    if told.ending == "fades" and not _says_nothing_at_the_end(report):
        out.append(
            ("Ending", f"It fades out: {quoted(shape.sentences[-1].text)}. {_LANDING[family(shape.kind)]} would land.")
        )
    return out


def _balance(shape: Structure) -> str:
    """The part that takes far more of the words than is usual, if one does."""
    usual: dict[str, float] = rules(shape.kind).get("usual", {})
    beyond = {part: shape.shares.get(part, 0.0) - share for part, share in usual.items()}
    most = max(beyond, key=lambda part: beyond[part], default=None)
    if most is None or beyond[most] < _FAR_BEYOND:
        return ""
    share, orientation = shape.shares[most], usual[most]
    return f"The {most} takes {share:.0%} of the words; about {orientation:.0%} is the convention, not a law."


def _heard(shape: Structure, told: Conciseness) -> str:
    """What somebody had heard who stopped listening at each cut-off."""
    pieces, known, pointed = [], set[str](), False
    for heard in shape.heard:
        new = [part for part in heard.parts if part not in known]
        news = [kinds.in_words(part) for part in new]
        if heard.point and not pointed:
            news.append("the point")
        if not heard.point and told.point is not None:
            news.append("not yet the point")
        pieces.append(f"by {heard.by_s:.0f} s {listed(news) or 'none of the parts'}")
        known.update(new)
        pointed = heard.point
    late = [kinds.in_words(part) for part in shape.present if part not in known]
    if late:
        pieces.append(f"after that {listed(late)}")
    return "; ".join(pieces).capitalize() + "."


def _amounts(shape: Structure) -> str:
    """How many results have a number, how many deeds are told of "we"; only where there are some."""
    results = sum(sentence.label == "result" for sentence in shape.sentences)
    actions = sum(sentence.label == "action" for sentence in shape.sentences)
    out = []
    if results:
        out.append(f"{_count(results, 'sentence')} with a result, {len(shape.quantified) or 'none'} with a number")
    if actions and shape.by_we:
        out.append(f"{len(shape.by_we)} of {_count(actions, 'action')} told of “we” alone")
    return "; ".join(out).capitalize() + "." if out else ""


def _relevance(relevance: Relevance, shape: Structure) -> list[str]:
    """What can be told of whether it is the question's answer; and the sentences nearest to the parts of a question."""
    out = []
    if relevance.is_another_kind and not relevance.assumed:
        heard, wanted = kinds.ASKED[relevance.heard_as], kinds.ASKED[shape.kind]
        out.append(f"It sounds like an answer to {heard}; this was {wanted}.")
    if relevance.parts:
        parts = (f"“{part.text}”: {_said_of(part, shape)}" for part in relevance.parts)
        out.append(f"It asks for {len(relevance.parts)} things; nearest to each: {'; '.join(parts)}.")
    return out


def _said_of(part: Asked, shape: Structure) -> str:
    if part.nearest is None:
        return "nothing that is near it was found, so look for yourself"
    return quoted(shape.sentences[part.nearest].text)


def _could_go(shape: Structure, told: Conciseness) -> str:
    """How many words could go, and the longest sentences of them."""
    sizes = [sentence.size for sentence in shape.sentences]
    words = sum(sizes[k] for k in told.could_go)
    earlier = dict(told.repeats)
    quotes = [
        f"{quoted(shape.sentences[k].text)}{' (said before)' if k in earlier else ''}"
        for k in sorted(told.could_go, key=lambda k: -sizes[k])[:_MOST_QUOTED]
    ]
    return f"{words} of {sum(sizes)} words seem to add nothing: {', '.join(quotes)}."


def _says_nothing_at_the_end(report: Report) -> bool:
    """Whether the last sentence is named already as one that says nothing."""
    last = report.structure.sentences[-1] if report.structure else None
    return last is not None and any(
        edge.first_word is not None and edge.first_word >= last.first_word for edge in report.edges
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
