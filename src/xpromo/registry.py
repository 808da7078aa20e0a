"""A plug-in is one module that holds one value; its file name is its name on the command line.

Names come from the folder's listing, so listing costs no import. A module is imported when its plug-in is asked for.
Other people's plug-ins come from entry points in the group ``xpromo.<kind>``, read only by the commands that need them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


def plugin_name(module: str) -> str:
    """Return the command-line name of a module: ``json_`` → ``json``, ``landing_domain`` → ``landing-domain``."""
    return module.removesuffix("_").replace("_", "-")


@dataclass(frozen=True)
class Registry(Generic[T]):
    """The plug-ins of one kind: modules of ``package``, each holding one value called ``attribute``."""

    package: str
    attribute: str
    kind: type[T]

    @cached_property
    def modules(self) -> dict[str, str]:
        """Command-line name → module path, sorted by name, nothing imported."""
        folder = import_module(self.package)
        found = sorted(
            (plugin_name(item.name), item.name) for item in iter_modules(folder.__path__) if item.name[0] != "_"
        )
        return {name: f"{self.package}.{module}" for name, module in found}

    @cached_property
    def foreign(self) -> dict[str, Any]:
        """Plug-ins that other distributions offer under the entry-point group ``xpromo.<attribute>``."""
        from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, and few commands need it

        return {plugin_name(entry.name): entry for entry in entry_points(group=f"xpromo.{self.attribute}")}

    def names(self) -> list[str]:
        """Every name of this kind, ours first."""
        return [
            *self.modules,
            *(name for name in sorted(self.foreign) if name not in self.modules),
        ]

    def find(self, name: str) -> T | None:
        """Return the plug-in called ``name`` or None."""
        if name in self.modules:
            value = getattr(import_module(self.modules[name]), self.attribute)
        elif name in self.foreign:
            value = self.foreign[name].load()
        else:
            return None
        if not isinstance(value, self.kind):
            message = f"{self.package}: {name} holds no {self.kind.__name__}"
            raise TypeError(message)
        return value

    def get(self, name: str) -> T:
        """Return the plug-in called ``name``; KeyError when there is none."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def items(self) -> Iterator[tuple[str, T]]:
        """Every name with its plug-in; imports all of them."""
        return ((name, self.get(name)) for name in self.names())
