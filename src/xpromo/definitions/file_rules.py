"""The kinds of problem that a definition's file and its YAML can have: XP001 to XP029.

``bad`` and ``good`` are pieces of the file that their first line names.
"""

from __future__ import annotations

from xpromo.errors import Rule, Severity

_LIMITS = "A file of this size or shape is not written by hand, and reading it would cost memory and time."
_ONE_READING = "YAML readers disagree about it, and a person who reviews the file must see what a program reads."

UNREADABLE_FILE = Rule(
    "XP001",
    "unreadable-file",
    "The file can't be read",
    why="A definition is a plain file that you may read; folders, pipes, devices and broken links are none.",
    fix="Check the file's permissions, or move it out of campaigns/.",
)
FILE_TOO_LARGE = Rule(
    "XP002",
    "file-too-large",
    "The file is larger than 256 KiB",
    why=_LIMITS,
    fix="Split it: one file a campaign, one file a partner.",
)
NOT_UTF8 = Rule(
    "XP003",
    "not-utf8",
    "The file is not UTF-8",
    why="Every editor and every machine must read the same letters; the message names the first byte that is wrong.",
    fix="Save the file as UTF-8.",
)
CONTROL_CHARACTER = Rule(
    "XP004",
    "control-character",
    "A character that nobody can see",
    why="Control characters, line separators and overrides of the writing direction make a line look like another.",
    bad='# campaigns/swap.yaml\nname: "Slow \\u202egninroM"\n',
    good="# campaigns/swap.yaml\nname: Slow Morning\n",
    fix="Delete the character; the message names it by its number.",
)
YAML_SYNTAX = Rule(
    "XP005",
    "yaml-syntax",
    "The file is not YAML",
    why="From this place on nobody can say what was meant.",
    bad="# campaigns/swap.yaml\nname: Swap: the second\n",
    good='# campaigns/swap.yaml\nname: "Swap: the second"\n',
    fix="Mostly it is text that needs quotes, a quote or bracket that isn't closed, or an indentation that is off.",
)
TOO_DEEP = Rule(
    "XP006",
    "too-deep",
    "Nested more than 32 levels deep",
    why=_LIMITS,
    bad=f"# campaigns/swap.yaml\nvalue: {'[' * 32}{']' * 32}\n",
    good="# campaigns/swap.yaml\nvalue: {green-mug: Coffee for the mug.}\n",
    fix="Write it flatter; no key needs more than six levels.",
)
TOO_MANY_VALUES = Rule(
    "XP007",
    "too-many-values",
    "More than 20,000 values in one file",
    why=_LIMITS,
    fix="Split it: one file a campaign, one file a partner.",
)
YAML_ALIAS = Rule(
    "XP008",
    "yaml-alias",
    "An anchor or an alias",
    why="A few lines of aliases unfold to gigabytes, and what stands in one place changes what is read in another.",
    bad="# campaigns/swap.yaml\nflight: {start: &day 2026-11-02, end: *day}\n",
    good="# campaigns/swap.yaml\nflight: {start: 2026-11-02, end: 2026-11-02}\n",
    fix="Write the value out in both places.",
)
MERGE_KEY = Rule(
    "XP009",
    "merge-key",
    "The merge key `<<`",
    why=_ONE_READING,
    bad="# campaigns/swap.yaml\nflight: {<<: {start: 2026-11-02}, end: 2026-11-29}\n",
    good="# campaigns/swap.yaml\nflight: {start: 2026-11-02, end: 2026-11-29}\n",
    fix="Write the keys out.",
)
YAML_TAG = Rule(
    "XP010",
    "yaml-tag",
    "A tag",
    why="Tags make some readers run code, and a key's type is already known.",
    bad="# campaigns/swap.yaml\nname: !!str 2026\n",
    good="# campaigns/swap.yaml\nname: 2026\n",
    fix="Delete the tag; put text in quotes if it begins with `!`.",
)
SEVERAL_DOCUMENTS = Rule(
    "XP011",
    "several-documents",
    "More than one document in a file",
    why="Places, ids and schemas belong to a file; a second document would be overlooked.",
    bad="# campaigns/swap.yaml\nname: Swap\n---\nname: Bundle\n",
    good="# campaigns/swap.yaml\nname: Swap\n",
    fix="Give each document a file of its own.",
)
DUPLICATE_KEY = Rule(
    "XP012",
    "duplicate-key",
    "A key stands twice in one mapping",
    why="Most readers take the last one without a word, so that one of the two lines is a lie.",
    bad="# campaigns/swap.yaml\nflight: {start: 2026-11-02, end: 2026-11-29, start: 2026-11-03}\n",
    good="# campaigns/swap.yaml\nflight: {start: 2026-11-02, end: 2026-11-29}\n",
    fix="Keep one of them; the message names both places.",
)
BAD_KEY = Rule(
    "XP013",
    "bad-key",
    "A key that is no text",
    why="Lists, mappings and nothing can be keys in YAML; no definition has such a key.",
    bad="# campaigns/swap.yaml\nvalue: {[green-mug]: Coffee for the mug.}\n",
    good="# campaigns/swap.yaml\nvalue: {green-mug: Coffee for the mug.}\n",
    fix="Write the key as one word before the colon.",
)
EMPTY_FILE = Rule(
    "XP014",
    "empty-file",
    "The file holds nothing",
    why="An empty file is mostly one that was cut while it was saved.",
    fix="Write the definition (`xpromo plan` writes a campaign), or delete the file.",
)
NO_BRAND = Rule(
    "XP015",
    "no-brand",
    "The workspace has no brand.yaml",
    why="Links, codes and reports need our id, our domains, our currency and our time zone.",
    fix="`xpromo init` writes one; `-C DIR` names the folder of another workspace.",
)
WRONG_EXTENSION = Rule(
    "XP016",
    "wrong-extension",
    "A file in campaigns/ that isn't read",
    why="Only files that end in `.yaml` are definitions; one that ends in `.yml` looks like one and isn't.",
    severity=Severity.WARNING,
    fix="Rename it to `.yaml`.",
)
BAD_IGNORE = Rule(
    "XP017",
    "bad-ignore",
    "A comment to xpromo that can't be read",
    why="What is ignored stays ignored for years; the reason is for whoever comes upon it. An ignore without a reason, "
    "without a code, or misspelt, ignores nothing.",
    severity=Severity.WARNING,
    bad="# campaigns/swap.yaml\nname: Swap # xpromo: ignore[XP151]\n",
    good="# campaigns/swap.yaml\nname: Swap # agreed with Lena on the phone\n",
    fix="Write `# xpromo: ignore[XP151] and why`; `ignore-file` belongs into the comments above the first key.",
)
NOT_IGNORABLE = Rule(
    "XP018",
    "not-ignorable",
    "An ignore names something that can't be ignored",
    why="The name may be misspelt. Errors of a file and its values can't be ignored in the file, because with them it "
    "isn't used at all; nor can references and addresses that lead nowhere, because no link can be made of them.",
    severity=Severity.WARNING,
    bad="# campaigns/swap.yaml\nname: Swap # xpromo: ignore[XP112] it is only an id\n",
    good="# campaigns/swap.yaml\nname: Swap\n",
    fix="Name a check by its code or its name, or mend what is found.",
)
UNUSED_IGNORE = Rule(
    "XP019",
    "unused-ignore",
    "An ignore that nothing needs",
    why="It would hide the next finding of its kind, which nobody has looked at. Mostly what it was for is mended.",
    severity=Severity.WARNING,
    bad="# campaigns/swap.yaml\nname: Swap # xpromo: ignore[XP151] the partner is late\n",
    good="# campaigns/swap.yaml\nname: Swap\n",
    fix="Delete it, or move it to the line that it is for, or the line above.",
)

RULES = tuple(rule for rule in tuple(globals().values()) if isinstance(rule, Rule))
