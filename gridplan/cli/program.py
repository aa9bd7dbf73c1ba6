"""The program: its commands, and what happens when something goes wrong."""

from __future__ import annotations

from typing import Any

import click

from gridplan.cli.commands import COMMANDS
from gridplan.cli.words import help_of, tell, translate_headings
from gridplan.errors import GridplanError, ParamError
from gridplan.text import LANGUAGES, Language, say
from gridplan.version import __version__

DATA_AT_FAULT, WRONG_USAGE = 1, 2


class Command(click.Command):
    """A command that speaks the user's language and never shows a traceback for a mistake."""

    def __init__(self, *args: Any, language: Language, **options: Any) -> None:
        super().__init__(*args, **options)
        self.language = language

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page."""
        return translate_headings(super().get_help(ctx), self.language)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a mistake of the user becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except GridplanError as error:
            tell(_message(error, self.language))
            ctx.exit(WRONG_USAGE if isinstance(error, ParamError) else DATA_AT_FAULT)


class Program(click.Group):
    """The group of all commands."""

    def __init__(self, language: Language) -> None:
        super().__init__(name="gridplan", help=say(language, "cli.program"), no_args_is_help=True)
        self.language = language

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page."""
        return translate_headings(super().get_help(ctx), self.language)


def _message(error: GridplanError, language: Language) -> str:
    head = say(language, "cli.error")
    faults = getattr(error, "faults", ())
    lines = [fault.text(language) for fault in faults] or [str(error)]
    return "\n".join(f"{head} {line}" for line in lines)


def build_program(language: Language) -> click.Group:
    """Build the program with every text in *language*."""
    program = Program(language)
    program.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help=say(language, "cli.version"),
        )
    )
    for name, (function, params) in COMMANDS.items():
        lang = click.Option(
            ["--lang", "language"],
            type=click.Choice(LANGUAGES),
            default=language,
            help=say(language, "cli.opt_lang"),
        )
        program.add_command(
            Command(
                name=name,
                callback=function,
                params=[*params(language), lang],
                help=help_of(language, name),
                short_help=say(language, f"cli.{name}").split("\n")[0],
                language=language,
                context_settings={"help_option_names": ["--help", "-h"]},
            )
        )
    return program


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        click.echo(f"gridplan {__version__}")
        ctx.exit()
