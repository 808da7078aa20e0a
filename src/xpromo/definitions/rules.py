"""Every kind of problem that a definition can have, before any check compares one with another.

XP001 to XP029 are about the file and its YAML, XP100 to XP149 about its keys and values; from XP150 on they are the
checks'.
"""

from __future__ import annotations

from xpromo.definitions import file_rules, value_rules

RULES = (*file_rules.RULES, *value_rules.RULES)
