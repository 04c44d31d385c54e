"""Not a revision: it names none."""

PREFIX = "core_"
