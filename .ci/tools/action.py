"""Runs action.yml as GitHub's runner does: inputs with their defaults, `env`, the script in a file that bash reads, outputs and summary in files.

    python action.py VERSION

PIP_FIND_LINKS leads to the wheel that the action installs.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
ACTION = YAML(typ="safe").load((ROOT / "action.yml").read_text())
# A job's steps share it.
RUNNER_TEMP = tempfile.TemporaryDirectory()
SQL = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n"


def run(folder, inputs, **environment):
    """What the step prints, its exit status, the action's outputs, and the job's summary."""
    unknown = set(inputs) - set(ACTION["inputs"])
    assert not unknown, unknown
    values = {name: inputs.get(name, facts["default"]) for name, facts in ACTION["inputs"].items()}
    (step,) = ACTION["runs"]["steps"]
    assert step["shell"] == "bash"
    with tempfile.TemporaryDirectory() as runner:
        files = {name: Path(runner, name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        script = Path(runner, "script.sh")
        script.write_text(step["run"])
        # Of the environment of this process the runner's step has the programs only, and pip its packages.
        own = {name: os.environ[name] for name in ("PATH", "HOME", "PIP_FIND_LINKS") if name in os.environ}
        own |= {name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda name: values[name[1]], text) for name, text in step["env"].items()}
        own |= {name: str(file) for name, file in files.items()}
        own |= {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": RUNNER_TEMP.name, "GITHUB_ACTIONS": "true", "CI": "true"} | environment
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)], cwd=folder, env=own, capture_output=True, text=True
        )
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done.stdout + done.stderr, done.returncode, outputs, files["GITHUB_STEP_SUMMARY"].read_text()


def expect(condition, *said):
    if not condition:
        sys.exit("action: " + "\n".join(map(str, said)))


def main():
    version = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        hostile = "it's \"$(touch gone)\" `touch gone` & $HOME"
        path = Path(folder, hostile, "migrations/1_init.sql")
        path.parent.mkdir(parents=True)
        path.write_text(SQL)
        Path(folder, "clean/migrations").mkdir(parents=True)
        Path(folder, "clean/migrations/1_init.sql").write_text("CREATE TABLE users (id integer PRIMARY KEY);\n")

        # Several formats, one of them into a file whose name holds what a shell would read.
        inputs = {"version": version, "paths": f"{hostile}\n", "format": f"github\nsarif={hostile}.sarif\njunit=re port.xml\n"}
        said, status, outputs, summary = run(folder, inputs)
        expect(status == 1 and outputs == {"exit-code": "1"}, said, status, outputs)
        expect("::error file=it's" in said and "title=referee[dangling-reference]::" in said, said)
        expect(summary.startswith("## Foreign keys") and "dangling-reference" in summary, summary)
        expect(Path(folder, f"{hostile}.sarif").is_file() and Path(folder, "re port.xml").is_file(), said)

        said, status, outputs, _ = run(folder, {"version": f"v{version}", "fail-on": "never", "paths": f"{hostile}\n"})
        expect(status == 0 and outputs == {"exit-code": "0"}, said, status, outputs)
        said, status, outputs, _ = run(folder, {"version": version, "paths": "clean"})
        expect(status == 0 and outputs == {"exit-code": "0"}, said, status, outputs)
        for wrong in ({"fail-on": hostile}, {"format": hostile.replace(" ", "")}, {"args": "--no-such-option"}, {"since": hostile}):
            said, status, outputs, _ = run(folder, {"version": version} | wrong)
            expect(status == 2 and outputs == {"exit-code": "2"}, wrong, said, status, outputs)
        said, status, outputs, _ = run(folder, {"version": "$(touch gone)"})
        expect(status == 2 and outputs == {} and "is not a version" in said, said, status, outputs)

        # The base branch of a pull request.
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "all"], ["branch", "origin/base"]):
            subprocess.run([*git, *words], cwd=folder, check=True)
        said, status, outputs, _ = run(folder, {"version": version, "since": "auto"}, GITHUB_BASE_REF="base")
        expect(status == 0 and "1 older finding is not shown" in said, said, status, outputs)
        said, status, outputs, _ = run(folder, {"version": version, "since": "auto"}, GITHUB_BASE_REF="")
        expect(status == 1 and "older" not in said, said, status, outputs)
        expect(not list(Path(folder).glob("**/gone")), "an input was run")
    print(f"action: referee {version} from its wheel")


main()
