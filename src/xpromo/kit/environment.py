"""Templates → text, in a sandbox: operators write templates, partners only ever supply values.

Three kinds by file ending: ``.html`` (escaped for HTML), ``.md`` (escaped for Markdown), ``.txt`` and the rest (one
clean line a value). A value is never rendered as a template, and every name that a template asks for must exist.
"""
# ruff: noqa: ANN401 - templates hold values of any kind

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateRuntimeError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from xpromo.errors import Location, Problem, Rule
from xpromo.kit.placing import line_of, word_of
from xpromo.kit.rules import FORBIDDEN, SYNTAX, UNDEFINED
from xpromo.kit.text import escape_markdown, one_line, visible

Context = Mapping[str, Any]

LARGEST_TEMPLATE = 256 * 1024
LARGEST_FACTOR = 10**6

# Each has let text through unescaped, reached Python objects, or eaten memory in some version of some program.
FORBIDDEN_GLOBALS = ("lipsum", "cycler", "joiner", "namespace", "range", "dict")
FORBIDDEN_FILTERS = (
    "attr", "center", "filesizeformat", "format", "groupby", "indent", "map", "pprint", "random", "reject",
    "rejectattr", "safe", "select", "selectattr", "slice", "batch", "tojson", "urlize", "xmlattr",
)  # fmt: skip

_WEB_ADDRESS = re.compile(r"""https?://[^\s"<>\\^`{}]+""")


class Link(str):
    """A web address that was checked by the ``link`` filter: Markdown and text leave it byte for byte."""

    __slots__ = ()


@dataclass(frozen=True)
class Templates:
    """The built-in templates and the workspace's overrides of the same path."""

    builtin: Path
    overrides: Path | None = None

    def render(self, name: str, context: Context) -> tuple[str, list[Problem]]:
        """Return the text of template ``name`` with plain values filled in, or "" and what is wrong with it."""
        environment = self._environments[PurePosixPath(name).suffix]
        try:
            return environment.get_template(name).render(plain(context)), []
        except _BadTemplate as error:
            return "", [SYNTAX.at(error.location, error.text, SYNTAX.hint)]
        except TemplateSyntaxError as error:
            place = Location(self.shown(error.name or name), error.lineno)
            return "", [SYNTAX.at(line_of(self._source(place.path), place), _sentence(error), SYNTAX.hint)]
        except TemplateNotFound as error:
            hint = "name one that is in templates/ or built in"
            return "", [SYNTAX.at(Location(self.shown(name)), f"there is no template {error.name}", hint)]
        except Exception as error:  # noqa: BLE001 - a template can fail with whatever its expressions can raise
            return "", [self._failure(name, error)]

    def shown(self, name: str) -> str:
        """Return the path of a template as people know it."""
        folder = "templates" if self._override(name) else "xpromo/_templates"
        return f"{folder}/{name}"

    def _override(self, name: str) -> Path | None:
        path = self.overrides / name if self.overrides else None
        return path if path and path.is_file() else None

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
            return None
        path = self._override(name) or self.builtin / name
        if not path.is_file():
            return None
        return _read(path, self.shown(name)), self.shown(name), lambda: True

    @cached_property
    def _environments(self) -> Mapping[str, Environment]:
        loader = FunctionLoader(self._load)
        text = _environment(loader, _for_text)
        return {
            ".html": _environment(loader, _for_html, autoescape=True),
            ".md": _environment(loader, _for_markdown),
            ".txt": text,
            ".js": text,
        }

    def _failure(self, name: str, error: Exception) -> Problem:
        place, rule, sentence = _place_in_template(error), _rule_of(error), _sentence(error)
        found = word_of(self._source(place.path), place, sentence) if place else Location(self.shown(name))
        return rule.at(found, sentence, rule.hint)

    def _source(self, shown: str) -> str:
        name = shown.removeprefix("templates/").removeprefix("xpromo/_templates/")
        return (self._override(name) or self.builtin / name).read_text(encoding="utf-8-sig", errors="replace")


def templates_of(workspace: Path) -> Templates:
    """Return the built-in templates with a workspace's overrides.

    A workspace that is the checkout has none: its ``templates/`` are the built-in ones.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "_templates"
    builtin = installed if installed.is_dir() else package.parents[1] / "templates"
    is_checkout = (workspace / "src" / "xpromo" / "__init__.py").is_file()
    return Templates(builtin, None if is_checkout else workspace / "templates")


def plain(value: Any) -> Any:
    """Return a copy made of dict, list, str, int, bool and None only; TypeError for anything else."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"a template can't be given a {type(value).__name__}")


def is_web_address(text: str) -> bool:
    """Whether the text is an absolute http(s) address that is safe inside quotes and angle brackets."""
    return bool(_WEB_ADDRESS.fullmatch(text)) and text.isprintable() and text == visible(text)


class _BadTemplate(Exception):
    def __init__(self, location: Location, text: str) -> None:
        super().__init__(text)
        self.location = location
        self.text = text


def _read(path: Path, shown: str) -> str:
    data = path.read_bytes()
    if len(data) > LARGEST_TEMPLATE:
        raise _BadTemplate(Location(shown), f"larger than {LARGEST_TEMPLATE // 1024} KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _BadTemplate(Location(shown, data[: error.start].count(b"\n") + 1), "not UTF-8") from None


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without the operators that make much of little, and without a way to switch escaping off."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse ``**``, and ``*`` and ``%`` of anything but modest numbers."""
        modest = all(isinstance(side, int | float) and abs(side) <= LARGEST_FACTOR for side in (left, right))
        if operator == "**" or not modest:
            raise SecurityError(f"{operator} isn't for templates")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        found = tree.find(nodes.ScopedEvalContextModifier)
        if found:
            raise TemplateSyntaxError("autoescape can't be switched", found.lineno, name, filename)
        return tree


def _environment(loader: FunctionLoader, finalize: Callable[[Any], Any], *, autoescape: bool = False) -> Environment:
    made = _Sandbox(
        loader=loader,
        autoescape=autoescape,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in FORBIDDEN_GLOBALS:
        made.globals.pop(name, None)
    for name in FORBIDDEN_FILTERS:
        made.filters.pop(name, None)
    made.filters["href"] = _href
    made.filters["link"] = _link
    return made


def _href(value: object) -> str:
    """Return an address that may stand in an attribute; the environment escapes it."""
    if not isinstance(value, str) or not is_web_address(value):
        raise SecurityError("not a web address")
    return value


def _link(value: object) -> Link:
    return Link(_href(value))


def _checked(value: Any) -> Any:
    """Return what may be printed: text, numbers and things not there (which raise when they are printed)."""
    if value is None or isinstance(value, bool | list | dict | tuple):
        raise TemplateRuntimeError(f"only text and numbers can be printed, not {_kind_of(value)}")
    return value


def _kind_of(value: object) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"


def _for_html(value: Any) -> Any:
    value = _checked(value)
    if isinstance(value, Markup):
        return value
    return visible(value) if isinstance(value, str) else value


def _for_markdown(value: Any) -> Any:
    value = _checked(value)
    return escape_markdown(value) if isinstance(value, str) and not isinstance(value, Link) else value


def _for_text(value: Any) -> Any:
    value = _checked(value)
    return one_line(value) if isinstance(value, str) and not isinstance(value, Link) else value


def _rule_of(error: Exception) -> Rule:
    if isinstance(error, SecurityError):
        return FORBIDDEN
    return UNDEFINED if isinstance(error, UndefinedError) else FORBIDDEN


def _sentence(error: Exception) -> str:
    """Return one line about a template's failure; a foreign exception's text may repeat a value, so only its name."""
    if isinstance(error, TemplateError):
        return one_line(error.message or type(error).__name__)
    return f"the template failed: {type(error).__name__}"


def _place_in_template(error: Exception) -> Location | None:
    """Return the innermost line of a template in the traceback, which Jinja writes in the template's own lines."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.startswith(("templates/", "xpromo/_templates/")):
            found = Location(filename, trace.tb_lineno)
        trace = trace.tb_next
    return found
