"""The ledger: one SQLite file that holds what was promised and what happened. The only package with SQL.

``store`` opens it, ``promising`` writes what was minted, ``importing`` writes what came back, ``reading`` answers,
``integrity`` proves that nothing was lost.
"""
