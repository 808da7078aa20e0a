"""Who does what: one person isn't two."""

from __future__ import annotations

from pathlib import Path

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.errors import Severity


@docstring_is_the_file
def test_one_person_approves_for_both_sides() -> None:
    """
    # campaigns/partners/green-mug.yaml
    contacts:
      approver: {email: ADA@northwind.example}
      coordinator: {email: tom@greenmug.example}
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver]
    #                                        ^^^^^^^^^^^^^^^^^^ XP178
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_a_role_approves_once() -> None:
    """
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, green-mug/approver]
    #                                                            ^^^^^^^^^^^^^^^^^^ XP178
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_two_people_may_approve_for_one_side() -> None:
    """
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver, northwind-coffee/analyst, green-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_dates_are_not_decided_by_whoever_is_late_with_them() -> None:
    """
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: northwind-coffee/approver
      escalation: northwind-coffee/lead
    #             ^^^^^^^^^^^^^^^^^^^^^ XP178
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_roles_without_contacts_are_different_people_as_far_as_one_can_tell() -> None:
    """
    # campaigns/brand.yaml
    contacts: {}
    # campaigns/partners/green-mug.yaml
    contacts: {}
    """


def test_no_address_is_in_the_message(tmp_path: Path) -> None:
    text = """\
# campaigns/swap.yaml
roles:
  approvers: [northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: northwind-coffee/approver
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
"""
    problem = only(find_problems(tmp_path, with_changes(text)))

    assert "@" not in problem.message + problem.hint
    assert problem.severity is Severity.NOTE
