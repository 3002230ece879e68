"""`saywell` alone: the three things to do next."""

from __future__ import annotations

from itertools import islice

from saywell import config, pending

Step = tuple[str, str]


def show() -> None:
    print("saywell measures a spoken interview answer and says the one thing to fix next.\n")
    for k, (command, what) in enumerate(islice(_steps(), 3), 1):
        print(f"  {k}  {command:<34}{what}")
    print("\nsaywell --help lists everything. Nothing you record leaves this machine.")


def _steps() -> list[Step]:
    """What makes sense now, the most urgent first."""
    from saywell.transcribe import hub

    steps = []
    if pending.paths():
        steps.append(("saywell record --recover", "finish the recording that broke off"))
    steps += _practice()
    if not hub.find(hub.DEFAULT):
        steps.insert(-1, ("saywell models pull", f"get Whisper ({hub.SIZES[hub.DEFAULT]} MB), for better words"))
    return steps


def _practice() -> list[Step]:
    from saywell import database, questions, store

    attempts = []
    if (config.data_dir() / database.NAME).exists():
        with store.opened() as history:
            attempts = [entry.attempt for entry in history.entries(last=2)]
    if not attempts:
        return [
            ("saywell demo", "see a report on a sample answer"),
            ("saywell record setback", "answer a question"),
            ("saywell questions list", "choose another question"),
        ]
    last = attempts[-1].question
    known = last.id in {entry.id for entry in questions.bank()}
    again = f"saywell record {last.id}" if known else "saywell record"
    if len(attempts) == 2 and store.asked(attempts[0].question) == store.asked(attempts[1].question):
        return [
            ("saywell compare", "see what the last try changed"),
            (again, "try again"),
            ("saywell questions list", "take another question"),
        ]
    return [
        (again, "try the last question again"),
        ("saywell show last", "read the last report again"),
        ("saywell questions list", "take another question"),
    ]
