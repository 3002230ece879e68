"""`saywell` alone: the three things to do next."""

from __future__ import annotations


def show() -> None:
    from saywell.transcribe import hub

    if hub.find(hub.DEFAULT):
        third = "saywell explain words_per_minute", "what a number means and where it comes from"
    else:
        third = "saywell models pull", f"get Whisper ({hub.SIZES[hub.DEFAULT]} MB), for better words"
    print("saywell measures a spoken interview answer and says the one thing to fix next.\n")
    steps = (
        ("saywell demo", "see a report on a sample answer"),
        ("saywell analyse ANSWER.wav", "measure a recording of yours"),
        third,
    )
    for k, (command, what) in enumerate(steps, 1):
        print(f"  {k}  {command:<34}{what}")
    print("\nsaywell --help lists everything. Nothing you record leaves this machine.")
