"""Holds every format against what its readers take: SARIF and GitLab's report against JSON schemas, JUnit's XML against Jenkins' XSD, GitHub's
commands against the runner's rules. Each must tell as many findings as the JSON does, of files and lines that there are.

    python formats.py REFEREE
"""

import collections
import json
import re
import subprocess
import sys
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target/live-tools"
FORMATS = ("json", "sarif", "gitlab", "junit", "github", "markdown", "agent", "concise")
LEVELS = {"error": "error", "warning": "warning", "note": "note"}
COMMANDS = {"error": "error", "warning": "warning", "notice": "note"}


def validator(path):
    schema = json.loads(path.read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


SARIF = validator(TOOLS / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")
GITLAB = validator(ROOT / ".ci/tools/gitlab-code-quality.json")
JUNIT = etree.XMLSchema(etree.parse(TOOLS / "junit-10.xsd"))


class Case:
    """A folder, and what Referee says of it in every format."""

    def __init__(self, referee, folder):
        self.folder = folder
        with tempfile.TemporaryDirectory() as out:
            options = [f"--format={name}={Path(out, name)}" for name in FORMATS]
            run = subprocess.run([referee, "check", *options], cwd=folder, capture_output=True, text=True)
            if run.returncode not in (0, 1) or run.stdout:
                raise AssertionError(f"exit status {run.returncode}\n{run.stdout}{run.stderr}")
            self.said = {name: Path(out, name).read_bytes().decode() for name in FORMATS}
        document = json.loads(self.said["json"])
        self.findings = document["diagnostics"]
        self.expected = collections.Counter(finding["severity"] for finding in self.findings)

    def lines(self, path):
        """How many lines a file has; that it exists is a part of the test."""
        return len((self.folder / path).read_bytes().decode(errors="replace").split("\n"))

    def counts(self, severities):
        found = collections.Counter(severities)
        assert found == self.expected, f"tells {dict(found)}, the JSON {dict(self.expected)}"

    def check(self):
        for name in ("sarif", "gitlab", "junit", "github"):
            try:
                getattr(self, name)(self.said[name])
            except Exception as error:
                raise AssertionError(f"{self.folder.relative_to(ROOT)}: {name}: {error}") from error

    def sarif(self, text):
        log = json.loads(text)
        for error in SARIF.iter_errors(log):
            raise error
        (run,) = log["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]
            for location in result["locations"] + result.get("relatedLocations", []):
                place = location["physicalLocation"]
                uri = place["artifactLocation"]["uri"]
                assert not urllib.parse.urlsplit(uri).scheme, uri
                region = place["region"]
                assert region["startLine"] <= region.get("endLine", region["startLine"])
                assert region.get("endLine", region["startLine"]) <= self.lines(urllib.parse.unquote(uri)), region
        prints = [json.dumps(result["partialFingerprints"]) for result in run["results"]]
        assert len(set(prints)) == len(prints), "fingerprints are not unique"
        self.counts(LEVELS[result["level"]] for result in run["results"])

    def gitlab(self, text):
        issues = json.loads(text)
        for error in GITLAB.iter_errors(issues):
            raise error
        prints = [issue["fingerprint"] for issue in issues]
        assert len(set(prints)) == len(prints), "fingerprints are not unique"
        for issue in issues:
            lines = issue["location"]["lines"]
            assert lines["begin"] <= lines.get("end", lines["begin"]) <= self.lines(issue["location"]["path"]), issue
        assert len(issues) == sum(self.expected.values())

    def junit(self, text):
        document = etree.fromstring(text.encode())
        JUNIT.assertValid(document)
        cases = document.findall("testsuite/testcase")
        failures = document.findall("testsuite/testcase/failure")
        assert int(document.get("tests")) == len(cases), "tests"
        assert int(document.get("failures")) == len(failures), "failures"
        for suite in document.findall("testsuite"):
            assert int(suite.get("tests")) == len(suite.findall("testcase"))
            assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        notes = [] if not self.findings else ["note"] * (len(cases) - len(failures))
        self.counts([failure.get("type") for failure in failures] + notes)

    def github(self, text):
        """As the runner reads it: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
        severities = []
        for line in text.split("\n"):
            command = re.fullmatch(r"::(\w+) ([^\r]*?)::([^\r]+)", line)
            if not command:
                assert not re.match(r"\s*(::|##\[)", line), f"taken for a command: {line}"
                continue
            name, properties, message = command.groups()
            properties = dict(pair.split("=", 1) for pair in properties.split(","))
            assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}, properties
            assert not re.search("%(?!25|0D|0A)", message), message
            file = re.sub("%(25|0D|0A|3A|2C)", lambda code: chr(int(code[1], 16)), properties["file"])
            line, last = int(properties["line"]), int(properties["endLine"])
            assert 1 <= line <= last <= self.lines(file), properties
            assert line == last or "col" not in properties, "columns of a range over several lines"
            assert "col" not in properties or 1 <= int(properties["col"]) <= int(properties["endColumn"]), properties
            severities.append(COMMANDS[name])
        self.counts(severities)


def cases():
    """All stories, what is malformed, and of each rule the first two cases."""
    yield from sorted((ROOT / "corpus/stories").iterdir())
    for reader in sorted((ROOT / "corpus/broken").iterdir()):
        yield from sorted(reader.iterdir())
    for rule in sorted((ROOT / "corpus/rules").iterdir()):
        yield from sorted(case for case in rule.iterdir() if case.is_dir())[:2]


def main():
    referee = str(Path(sys.argv[1]).resolve())
    folders = [folder for folder in cases() if folder.is_dir()]
    with ThreadPoolExecutor(2) as pool:
        all_cases = list(pool.map(lambda folder: Case(referee, folder), folders))
    for case in all_cases:
        case.check()
    total = sum(len(case.findings) for case in all_cases)
    assert total > 100, f"only {total} findings"
    print(f"formats: {total} findings of {len(all_cases)} projects in {len(FORMATS)} formats")


main()
