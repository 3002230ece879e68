"""`saywell doctor`: what this machine has and lacks."""

from __future__ import annotations

import json
import textwrap

from saywell import doctor
from saywell import repair as repairing
from saywell.model import printable

_SIGNS = {"ok": "ok", "note": "note", "fails": "FAILS"}


def run(*, mic: bool, as_json: bool) -> int:
    """Look at everything; 0 if nothing fails, else 1."""
    checks = []
    for check in doctor.info(mic=mic):
        checks.append(check)
        if as_json:
            continue
        print(f"{_SIGNS[check.state]:<6}{check.name:<21}{printable(check.found)}", flush=True)
        for line in textwrap.wrap(check.fix, 72, break_on_hyphens=False, break_long_words=False):
            print(f"{'':<27}{line}")
    if as_json:
        rows = [
            {"name": check.name, "state": check.state, "found": check.found, "fix": check.fix or None}
            for check in checks
        ]
        print(json.dumps(rows))
    return int(any(check.state == "fails" for check in checks))


def repair() -> None:
    """Save what can be read of a damaged history."""
    done = repairing.repair()
    print(f"Saved {done.saved} attempt{'s' * (done.saved != 1)}. The damaged history is in {done.copy}.")
    if done.orphans:
        print(f"The recordings of {done.orphans} others are there. To measure them again: saywell record --recover")
