"""Judges YAML that stands in Markdown by the schema of the tool that it is for, and lets shellcheck read every script within YAML.

    python snippets.py FILE...
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

# The kind of a snippet is told by the file that its first line names, or else by its first key.
KINDS = {
    ".github/workflows/": ["check-jsonschema", "--quiet", "--builtin-schema", "vendor.github-workflows"],
    ".gitlab-ci.yml": ["check-jsonschema", "--quiet", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    ".pre-commit-config.yaml": ["pre-commit", "validate-config"],
}
# Values that are put in before a shell reads the script.
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def scripts(node, shell="bash"):
    """The scripts of a workflow, an action or a pipeline."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "run" and isinstance(value, str):
                yield node.get("shell", shell), value
            elif key in ("script", "before_script") and isinstance(value, list):
                yield "sh", "\n".join(map(str, value))
            else:
                yield from scripts(value, shell)
    elif isinstance(node, list):
        for value in node:
            yield from scripts(value, shell)


def check_scripts(place, text):
    for document in YAML(typ="safe").load_all(text):
        for shell, script in scripts(document):
            # Runners stop at the first error. Variables of the job are set elsewhere.
            command = ["shellcheck", f"--shell={shell}", "--exclude=SC2154", "-"]
            run = subprocess.run(command, input="set -e\n" + EXPRESSION.sub("value", script), text=True, capture_output=True)
            if run.returncode:
                sys.exit(f"{place}\n{run.stdout}{run.stderr}")


def check_snippets(path):
    count = 0
    for match in re.finditer(r"^```yaml\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE):
        text = match[1]
        place = f"{path}:{path.read_text()[: match.start()].count(chr(10)) + 1}"
        first = text.split("\n", 1)[0]
        command = next((command for name, command in KINDS.items() if name in first), None)
        if command is None and text.lstrip().startswith("- repo:"):
            text, command = f"repos:\n{text}", KINDS[".pre-commit-config.yaml"]
        elif command is None and text.lstrip().startswith("- uses:"):
            steps = text if text.startswith("      ") else re.sub("^", "      ", text, flags=re.MULTILINE)
            text = f"on: push\njobs:\n  all:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
            command = KINDS[".github/workflows/"]
        if command is None:
            sys.exit(f"{place}: of what kind is this snippet?")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "snippet.yaml")
            file.write_text(text)
            run = subprocess.run([*command, str(file)], text=True, capture_output=True)
            if run.returncode:
                sys.exit(f"{place}\n{run.stdout}{run.stderr}")
        check_scripts(place, text)
        count += 1
    return count


def main():
    for path in map(Path, sys.argv[1:]):
        if path.suffix == ".md":
            print(f"{path}: {check_snippets(path)} snippets")
        else:
            check_scripts(path, path.read_text())


main()
