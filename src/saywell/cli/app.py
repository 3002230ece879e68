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
app.add_typer(models_app, name="models")


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
    no_transcribe: Annotated[bool, typer.Option("--no-transcribe", help="Measure from the audio alone.")] = False,
    model: Model = None,
    offline: Offline = False,
    question: Annotated[str | None, typer.Option(help="What was asked.", show_default=False)] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(metavar="KIND", help=f"The kind of question: {', '.join(KINDS)}.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON per recording; as --format json.")] = False,
    format: Annotated[Format | None, typer.Option(help="How to write the report.", show_default="text")] = None,
    all: Annotated[bool, typer.Option("--all", help="List every metric with its range.")] = False,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'NAME OP NUMBER'", help="Leave with 5 if a metric is so; may repeat.", show_default=False
        ),
    ] = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Store nothing (analyse never does).")] = False,
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
        kind=kind,
        json=json,
        format=format.value if format else None,
        every_metric=all,
        fail_if=tuple(fail_if or ()),
    )
    raise typer.Exit(run(request))


app.command("analyze", hidden=True)(analyse)


@app.command()
def demo(model: Model = None, offline: Offline = False) -> None:
    """Show a full report on a sample answer; downloads nothing."""
    from saywell.cli.demo import run

    run(model=model, offline=offline)


@app.command()
def explain(
    metric: Annotated[
        str | None, typer.Argument(help="A metric, such as words_per_minute.", show_default=False)
    ] = None,
) -> None:
    """Say how a metric is computed, where that comes from and what is weak about it."""
    from saywell.cli.explain import run

    run(metric)


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
