"""The commands and their options; what each does is in the module it calls."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from saywell import __version__
from saywell.kinds import KINDS
from saywell.model import Kind

app = typer.Typer(
    name="saywell",
    help="Measure a spoken interview answer in English and say the one thing to fix next. Nothing leaves this machine.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
models_app = typer.Typer(help="Whisper models on this machine: list them, get one, remove one.", no_args_is_help=True)
questions_app = typer.Typer(
    help="The questions to practise: list them, see one, add and change your own.", no_args_is_help=True
)
app.add_typer(questions_app, name="questions")
app.add_typer(models_app, name="models")
fillers_app = typer.Typer(
    help="Your own um and uh: teach them, correct what was found, forget it.", no_args_is_help=True
)
app.add_typer(fillers_app, name="fillers")
job_app = typer.Typer(help="The job you practise for, and which answers show what it asks for.", no_args_is_help=True)
app.add_typer(job_app, name="job")


class Format(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"
    md = "md"


Model = Annotated[
    str | None,
    typer.Option(
        help="A Whisper size, a hub id, a model folder, or pocketsphinx. [env: SAYWELL_MODEL]", show_default=False
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch the network. [env: SAYWELL_OFFLINE=1]")]
Asked = Annotated[str | None, typer.Option("--question", help="What was asked.", show_default=False)]
QuestionId = Annotated[
    str | None,
    typer.Option(metavar="ID", help="A question of the bank; keeps the answer under it.", show_default=False),
]
AnyKind = Annotated[
    Kind | None, typer.Option(metavar="KIND", help=f"The kind of question: {', '.join(KINDS)}.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Form = Annotated[Format | None, typer.Option(help="How to write the report.", show_default="text")]
Every = Annotated[bool, typer.Option("--all", help="List every metric with its range.")]
NoTranscribe = Annotated[bool, typer.Option("--no-transcribe", help="Measure from the audio alone.")]
NoSave = Annotated[bool, typer.Option("--no-save", help="Keep nothing.")]
Attempt = Annotated[str, typer.Argument(metavar="ATTEMPT", help="Its number, or last.")]
Attempts = Annotated[
    list[str] | None, typer.Argument(metavar="[ATTEMPT]...", help="Their numbers.", show_default=False)
]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        print(f"saywell {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from saywell.cli import welcome

        welcome.show()


@app.command()
def record(
    question: Annotated[
        str | None,
        typer.Argument(help="A question of the bank by its id, or any other in quotes.", show_default=False),
    ] = None,
    text: Asked = None,
    question_id: QuestionId = None,
    kind: AnyKind = None,
    seconds: Annotated[
        float | None, typer.Option(help="Stop by itself after so long.", metavar="S", show_default=False)
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="The microphone, by number or a part of its name.", show_default=False)
    ] = None,
    devices: Annotated[bool, typer.Option("--devices", help="List the microphones and leave.")] = False,
    recover: Annotated[bool, typer.Option("--recover", help="Finish what a crash left behind.")] = False,
    no_save: NoSave = False,
    no_transcribe: NoTranscribe = False,
    model: Model = None,
    offline: Offline = False,
    json: Json = False,
    format: Form = None,
    all: Every = False,
) -> None:
    """Record an answer, report on it and keep it. Enter or Ctrl-C stops."""
    from saywell.cli import record as recording

    if devices:
        recording.show_devices()
        return
    if recover:
        raise typer.Exit(recording.recover(model=model, offline=offline, json=json, format=format))
    request = recording.Request(
        question=question,
        question_id=question_id,
        text=text,
        kind=kind,
        device=device,
        seconds=seconds,
        save=not no_save,
        transcribe=not no_transcribe,
        model=model,
        offline=offline,
        json=json,
        format=format,
        every_metric=all,
    )
    raise typer.Exit(recording.run(request))


@app.command()
def analyse(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Recordings, audio or video; - reads one from stdin.", show_default=False
        ),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Use this transcript (JSON) instead of transcribing.", show_default=False),
    ] = None,
    no_transcribe: NoTranscribe = False,
    model: Model = None,
    offline: Offline = False,
    question: Asked = None,
    question_id: QuestionId = None,
    kind: AnyKind = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON per recording; as --format json.")] = False,
    format: Form = None,
    all: Every = False,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'NAME OP NUMBER'", help="Leave with 5 if a metric is so; may repeat.", show_default=False
        ),
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the answer in the history.")] = False,
    no_save: NoSave = False,
) -> None:
    """Measure recordings of answers and report what to fix next."""
    from saywell.cli.analyse import Request, run

    request = Request(
        files=tuple(files or ()),
        words=words,
        transcribe=not no_transcribe,
        model=model,
        offline=offline,
        question=question,
        question_id=question_id,
        kind=kind,
        json=json,
        format=format,
        every_metric=all,
        fail_if=tuple(fail_if or ()),
        save=save,
        no_save=no_save,
    )
    raise typer.Exit(run(request))


app.command("analyze", hidden=True)(analyse)


@app.command()
def compare(
    one: Annotated[str | None, typer.Argument(metavar="[A]", help="An attempt.", show_default=False)] = None,
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="A later one.", show_default=False)] = None,
    json: Json = False,
    all: Annotated[bool, typer.Option("--all", help="Every metric that both have.")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="What was said, side by side.")] = False,
) -> None:
    """Say what changed between two attempts: by default the last two at one question."""
    from saywell.cli.compare import run

    run(one, other, as_json=json, every_metric=all, texts=texts)


@app.command()
def history(
    question_id: Annotated[str | None, typer.Option("--question-id", metavar="ID", help="Only this question.")] = None,
    kind: AnyKind = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, such as 2026-11-01.")] = None,
    last: Annotated[int | None, typer.Option(metavar="N", help="The newest N.", show_default="20")] = None,
    all: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON for each of all.")] = False,
) -> None:
    """List the attempts that are kept."""
    from saywell.cli.history import show_list

    show_list(question=question_id, kind=kind, since=since, last=last, every=all, as_json=json)


@app.command()
def show(
    attempt: Attempt,
    original: Annotated[bool, typer.Option("--original", help="The first analysis, not the newest.")] = False,
    json: Json = False,
    format: Form = None,
    all: Every = False,
    tidy: Annotated[bool, typer.Option("--tidy", help="Only the words, without what need not have been said.")] = False,
) -> None:
    """Show the report of an attempt again."""
    from saywell.cli.history import show as run

    run(attempt, original=original, json=json, format=format, every_metric=all, tidy=tidy)


@app.command()
def play(
    attempt: Attempt,
    finding: Annotated[
        str | None, typer.Argument(help="A finding by its id, or a kind of them.", show_default=False)
    ] = None,
    list: Annotated[bool, typer.Option("--list", help="List the findings, or those of a kind, and leave.")] = False,
) -> None:
    """Hear an attempt again, or one finding in it."""
    from saywell.cli.play import run

    run(attempt, finding, list_them=list)


@app.command()
def reanalyse(
    attempts: Attempts = None,
    all: Annotated[bool, typer.Option("--all", help="Every attempt that is not up to date.")] = False,
    model: Model = None,
    offline: Offline = False,
) -> None:
    """Measure kept answers again, with today's model and analysers."""
    from saywell.cli.reanalyse import run

    raise typer.Exit(run(attempts or [], everything=all, model=model, offline=offline))


@app.command()
def forget(
    attempts: Attempts = None,
    all: Annotated[bool, typer.Option("--all", help="Everything that is kept.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Delete attempts, their recordings and all that was made of them."""
    from saywell.cli.history import forget as run

    run(attempts or [], everything=all, yes=yes)


@app.command()
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The archive to write.")],
    attempts: Attempts = None,
) -> None:
    """Write the history, or some attempts, into one file."""
    from saywell.cli.history import export as run

    raise typer.Exit(run(file, attempts or []))


@app.command("import")
def import_(file: Annotated[str, typer.Argument(metavar="FILE", help="An archive that export wrote.")]) -> None:
    """Take in an archive; what is here already stays as it is."""
    from saywell.cli.history import import_ as run

    run(file)


@app.command()
def doctor(
    mic: Annotated[bool, typer.Option("--mic", help="Listen to the microphone for two seconds.")] = False,
    json: Json = False,
    repair: Annotated[bool, typer.Option("--repair", help="Save what can be read of a damaged history.")] = False,
) -> None:
    """Check this machine: sound, models, folders, history, room; with what to do about it."""
    from saywell.cli import doctor as checks

    if repair:
        checks.repair()
        return
    raise typer.Exit(checks.run(mic=mic, as_json=json))


@app.command()
def demo(model: Model = None, offline: Offline = False) -> None:
    """Show the report on a sample answer, and what a second try changed; downloads nothing."""
    from saywell.cli.demo import run

    run(model=model, offline=offline)


@app.command()
def explain(
    metric: Annotated[
        str | None, typer.Argument(help="A metric, such as words_per_minute.", show_default=False)
    ] = None,
    attempt: Annotated[
        str | None,
        typer.Argument(metavar="[ATTEMPT]", help="Also what it was there: a number, or last.", show_default=False),
    ] = None,
) -> None:
    """Say how a metric is computed, where that comes from and what is weak about it."""
    from saywell.cli.explain import run

    run(metric, attempt)


@models_app.command("list")
def models_list(json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the recognisers: which are here, which can be had."""
    from saywell.cli.models import show

    show(as_json=json)


@models_app.command("pull")
def models_pull(
    name: Annotated[str | None, typer.Argument(help="A size or a hub id.", show_default="base.en")] = None,
    offline: Offline = False,
) -> None:
    """Download a Whisper model; goes on where an earlier download broke off."""
    from saywell.cli.models import pull

    pull(name, offline=offline)


@models_app.command("remove")
def models_remove(name: Annotated[str, typer.Argument(help="A size or a hub id.")]) -> None:
    """Delete a model from this machine."""
    from saywell.cli.models import remove

    remove(name)


@questions_app.command("list")
def questions_list(
    kind: AnyKind = None,
    competency: Annotated[str, typer.Option(metavar="NAME", help="A competency, or a part of its name.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Only yours.")] = False,
    search: Annotated[
        str, typer.Option(metavar="WORDS", help="All of them in the question, its id, competency or strong points.")
    ] = "",
    json: Json = False,
) -> None:
    """List the questions by kind, or those that fit."""
    from saywell.cli.questions import show_list

    show_list(kind, competency=competency, own=own, words=search, as_json=json)


@questions_app.command("show")
def questions_show(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="Its id.")], json: Json = False
) -> None:
    """Show a question and what a strong answer contains."""
    from saywell.cli.questions import show as run

    run(question_id, as_json=json)


@questions_app.command("add")
def questions_add(
    text: Annotated[str, typer.Argument(help="The question, in quotes.")],
    kind: AnyKind = None,
    id: Annotated[
        str | None, typer.Option(metavar="ID", help="What to call it.", show_default="its first words")
    ] = None,
    target: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LEAST MOST", help="Seconds that a good answer takes.", show_default="as its kind"),
    ] = None,
    strong: Annotated[
        list[str] | None,
        typer.Option(metavar="POINT", help="What a strong answer contains; may repeat.", show_default=False),
    ] = None,
    hint: Annotated[str, typer.Option(metavar="LINE", help="One line of help.")] = "",
    competency: Annotated[str, typer.Option(metavar="NAME", help="What it is meant to show.")] = "",
) -> None:
    """Add a question of your own."""
    from saywell.cli.questions import add

    add(text, kind=kind, id=id, target_s=target, strong=strong or (), hint=hint, competency=competency)


@questions_app.command("edit")
def questions_edit(
    question_id: Annotated[str, typer.Argument(metavar="ID", help="Its id.")],
    text: Annotated[str | None, typer.Option(help="How it is asked.", show_default=False)] = None,
    kind: AnyKind = None,
    target: Annotated[
        tuple[float, float] | None,
        typer.Option(metavar="LEAST MOST", help="Seconds that a good answer takes.", show_default=False),
    ] = None,
    strong: Annotated[
        list[str] | None,
        typer.Option(
            metavar="POINT", help='In place of all strong points; may repeat, "" for none.', show_default=False
        ),
    ] = None,
    hint: Annotated[
        str | None, typer.Option(metavar="LINE", help='One line of help; "" for none.', show_default=False)
    ] = None,
    competency: Annotated[
        str | None, typer.Option(metavar="NAME", help='What it is meant to show; "" for nothing.', show_default=False)
    ] = None,
) -> None:
    """Change a question of your own; attempts at it keep the question that they answered."""
    from saywell.cli.questions import edit

    edit(question_id, text=text, kind=kind, target_s=target, strong=strong, hint=hint, competency=competency)


@questions_app.command("remove")
def questions_remove(
    question_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Their ids.", show_default=False)],
) -> None:
    """Delete questions of your own; attempts at them stay."""
    from saywell.cli.questions import remove

    remove(question_ids)


@questions_app.command("import")
def questions_import(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="TOML, JSON, or a question a line; - reads stdin.", show_default=False)
    ],
) -> None:
    """Add the questions of a file: all that are not here yet, or none if one is wrong."""
    from saywell.cli.questions import import_

    import_(file)


@fillers_app.command("teach")
def fillers_teach(
    recording: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Learn from this recording.", show_default=False)
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where in it um and uh are, and are not (JSON).", show_default=False),
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="The microphone, by number or a part of its name.", show_default=False)
    ] = None,
) -> None:
    """Learn how you say um and uh, in about a minute; it stays on this machine."""
    from saywell.cli.teach import teach

    teach(recording=recording, labels=labels, device=device)


@fillers_app.command("mark", context_settings={"ignore_unknown_options": True})  # -3 is a wrong time, no option
def fillers_mark(
    attempt: Attempt,
    finding: Annotated[
        str,
        typer.Argument(
            help="A finding by its id (saywell play 3 --list shows them); for missed and unmark also a time, "
            "such as 12.4 or 12.4-12.9."
        ),
    ],
    verdict: Annotated[
        str, typer.Argument(metavar="fine|wrong|missed|unmark", help="What it is; unmark takes back what you said.")
    ],
) -> None:
    """Correct a finding: it is one, it is none, or an um was missed. saywell learns from it."""
    from saywell.cli.marks import mark

    mark(attempt, finding, verdict)


@fillers_app.command("allow")
def fillers_allow(
    word: Annotated[str, typer.Argument(help='A word or phrase, in quotes, such as "right".')],
    again: Annotated[bool, typer.Option("--off", help="Count it again.")] = False,
) -> None:
    """Let a word pass: it is not counted any more, in earlier answers either."""
    from saywell.cli.fillers import allow

    allow(word, allowed=not again)


@fillers_app.command("list")
def fillers_list(json: Json = False) -> None:
    """List what was allowed, taught and marked, and what came of it."""
    from saywell.cli.fillers import show_list

    show_list(as_json=json)


@fillers_app.command("forget")
def fillers_forget(yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False) -> None:
    """Delete what was learned of your um and uh, and of how you use filler words."""
    from saywell.cli.fillers import forget

    forget(yes=yes)


@job_app.command("add")
def job_add(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Text, Markdown or PDF; - reads stdin.")],
) -> None:
    """Keep a job description: what it asks for is held against every answer. Replaces the one before."""
    from saywell.cli.job import add

    add(file)


@job_app.command("show")
def job_show(json: Json = False) -> None:
    """List what the job asks for, which answers show it, what none shows, and stories told too often."""
    from saywell.cli.job import show as run

    run(as_json=json)


@job_app.command("remove")
def job_remove() -> None:
    """Delete the job description."""
    from saywell.cli.job import remove

    remove()
