"""`init`, `check`, `config show` and `config schema`, as a user calls them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli import config as commands
from monitor.config.schema import json_schema
from monitor.config.starter import copy_starter
from tests.config.folder import GOOD, loaded, write

SECRET = "slack://Aaaaaaaaaa/Bbbbbbbbbb/Cccccccccc"


class Answer:
    def __init__(self, code: int, output: str, errors: str) -> None:
        self.code, self.output, self.errors = code, output, errors

    @property
    def document(self) -> Any:
        (line,) = self.output.splitlines()
        return json.loads(line)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("SLACK_URL", raising=False)
    monkeypatch.delenv("MAIL_URL", raising=False)

    def called(command: Any, *arguments: object, **environ: str) -> Answer:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(command, [str(one) for one in arguments], standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        code = result.return_value
        assert isinstance(code, int)
        return Answer(code, result.stdout, result.stderr)

    return called


def test_init_writes_the_starter_configuration_and_what_to_do_next(tmp_path: Path, call: Any) -> None:
    folder = tmp_path / "new" / "config"
    answer = call(commands.init, folder)
    assert answer.code == 0
    assert f"wrote {folder}/settings.yaml" in answer.output
    assert f"wirewatch -c {folder} check" in answer.output
    assert {"settings.yaml", "channels.yaml", "feeds.yaml", "watches.yaml"} <= {path.name for path in folder.iterdir()}


def test_init_never_overwrites(tmp_path: Path, call: Any) -> None:
    (tmp_path / "settings.yaml").write_text("mine")
    answer = call(commands.init, tmp_path, "--json")
    assert answer.document["left"] == [f"{tmp_path}/settings.yaml"]
    assert f"{tmp_path}/channels.yaml" in answer.document["written"]
    assert (tmp_path / "settings.yaml").read_text() == "mine"
    assert call(commands.init, tmp_path, "--json").document["written"] == []


def test_the_starter_configuration_is_right(tmp_path: Path) -> None:
    copy_starter(tmp_path)
    found = loaded(tmp_path, defaults=True)
    assert found.warnings == ()
    assert found.example_failures == ()
    assert found.unset == {"desk-slack": ("SLACK_URL",), "analysts-mail": ("MAIL_URL",)}
    assert {watch.name for watch in found.config.watches} >= {"dprk-russia", "ukraine-missiles"}
    assert {feed.language for feed in found.config.feeds} >= {"en", "uk", "ru", "ko", "zh"}
    assert all(watch.examples.match and watch.examples.no_match for watch in found.config.watches)


def test_the_starter_runs_with_one_address(tmp_path: Path) -> None:
    copy_starter(tmp_path)
    config = loaded(tmp_path, {"SLACK_URL": SECRET}, sending=True, defaults=True).config
    assert {watch.notify for watch in config.watches} == {("desk-slack",)}


def test_check_counts_and_names_what_is_unset(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD.replace("slack://TokenAAAAAA/TokenBBBBBB/TokenCCCCCC", "${SLACK_URL}"))
    answer = call(commands.check, "-c", tmp_path)
    assert answer.code == 0
    lines = answer.output.splitlines()
    assert "2 feeds" in lines
    assert "1 watch, 0 examples right" in lines
    assert "1 channel; desk is unset (SLACK_URL)" in lines


def test_check_as_json_is_one_document(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD)
    document = call(commands.check, "-c", tmp_path, "--json").document
    assert document["ok"] is True
    assert document["counts"] | {"shipped_concepts": 0} == {
        "feeds": 2, "watches": 1, "examples": 0, "channels": 1, "own_concepts": 0, "shipped_concepts": 0, "sites": 0
    }  # fmt: skip


def test_check_fails_with_one_when_an_example_fails(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD, b="watches: [{name: w, query: a, notify: [desk], examples: {match: [b]}}]")
    answer = call(commands.check, "-c", tmp_path)
    assert answer.code == 1
    assert f"{tmp_path}/b.yaml:1:" in answer.output
    assert "1 of 1 examples failed" in answer.output
    assert call(commands.check, "-c", tmp_path, "--json").document["ok"] is False


def test_check_fails_with_two_and_shows_a_query_with_a_caret(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD, b="watches:\n  - name: w\n    query: 'війна @nope'\n    levl: x\n")
    answer = call(commands.check, "-c", tmp_path)
    assert answer.code == 2
    lines = answer.output.splitlines()
    assert lines[0].startswith(f"{tmp_path}/b.yaml:3:19: watches.w.query: there is no concept @nope")
    assert lines[1] == "        query: 'війна @nope'"
    assert lines[2].index("^") == lines[1].index("@nope")
    document = call(commands.check, "-c", tmp_path, "--json").document
    assert [(problem["line"], problem["path"]) for problem in document["errors"]] == [
        (3, "watches.w.query"),
        (4, "watches.w.levl"),
    ]


def test_show_gives_effective_values_with_their_origins_and_no_secret(tmp_path: Path, call: Any) -> None:
    write(
        tmp_path,
        a=GOOD,
        b="""
        settings: {database: "postgresql+psycopg://u:dbpass@h/d", timezone: "${ZONE}", ping: "https://hc.org/pingtoken"}
        feeds:
          - {name: x, url: "https://x.org", headers: {Authorization: "Bearer literal-token"}}
        channels:
          - {name: unset, url: "${MAIL_URL}"}
          - {name: set, url: "${SLACK_URL}"}
        """,
    )
    for extra in ((), ("--json",)):
        answer = call(commands.show, "-c", tmp_path, *extra, SLACK_URL=SECRET, ZONE="Asia/Pyongyang")
        assert answer.code == 0
        for secret in ("dbpass", "literal-token", "Aaaaaaaaaa", "TokenAAAAAA", "Pyongyang", "pingtoken"):
            assert secret not in answer.output + answer.errors
    values, origins = answer.document["values"], answer.document["origins"]
    assert values["settings.poll.fastest"] == "2m"
    assert origins["settings.poll.fastest"] == "default"
    assert values["settings.database"] == "postgresql+psycopg://u:•••@h/d"
    assert origins["settings.database"] == f"{tmp_path}/b.yaml:2"
    assert values["watches.missiles.notify"] == ["desk"]
    assert values["watches.missiles.level"] == "normal"
    assert values["channels.set.url"] == "•••"
    assert values["channels.unset.url"] is None
    lines = call(commands.show, "-c", tmp_path).output.splitlines()
    assert f"channels.unset.url = unset: MAIL_URL  ({tmp_path}/b.yaml:6)" in lines
    assert "settings.requests_per_hour = 2000  (default)" in lines


def test_show_can_be_narrowed_to_a_path(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD)
    lines = call(commands.show, "settings.poll", "-c", tmp_path).output.splitlines()
    assert lines == ["settings.poll.fastest = 2m  (default)", "settings.poll.slowest = 6h  (default)"]
    assert call(commands.show, "settings.pol", "-c", tmp_path).code == 2


def test_show_expands_a_concept(tmp_path: Path, call: Any) -> None:
    write(
        tmp_path,
        a=GOOD,
        b="""
        concepts:
          arms: {any: [weapon, "@rockets", "@guns"], except: ["weapon of choice"]}
          rockets: {any: ["KN-23", "@guns"]}
          guns: {any: [gun], except: ["top gun"]}
        """,
    )
    answer = call(commands.show, "@arms", "-c", tmp_path)
    assert answer.output.splitlines() == [
        f"@arms  ({tmp_path}/b.yaml:3)",
        "  weapon",
        "  except, of @arms",
        "    weapon of choice",
        "    @rockets",
        "      KN-23",
        "      @guns",
        "        gun",
        "      except, of @guns",
        "        top gun",
        "    @guns",
        "      gun",
        "    except, of @guns",
        "      top gun",
    ]
    document = call(commands.show, "@arms", "-c", tmp_path, "--json").document
    assert document["any"] == ["weapon", "KN-23", "gun"]
    assert document["except"] == ["weapon of choice", "top gun"]
    assert document["concepts"] == ["rockets", "guns"]


def test_show_prints_a_shipped_concept_and_advises_its_name(tmp_path: Path, call: Any) -> None:
    write(tmp_path, a=GOOD)
    document = call(commands.show, "@dprk", "-c", tmp_path, "--json").document
    assert document["origin"] == "default"
    assert {"Pyongyang", "КНДР", "北朝鲜"} & set(document["any"])
    answer = call(commands.show, "@dprkk", "-c", tmp_path)
    assert (answer.code, answer.errors) == (2, "wirewatch: there is no concept @dprkk; did you mean @dprk?\n")


def test_the_schema_describes_what_the_loader_takes(call: Any) -> None:
    schema = call(commands.schema, "--json").document
    assert schema == json_schema()
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Channel"]["required"] == ["name", "url"]
    assert schema["$defs"]["Concept"]["properties"].keys() == {"any", "except"}
    assert schema["$defs"]["Feed"]["properties"]["every"]["anyOf"][0]["anyOf"][0]["type"] == "string"
    assert schema["$defs"]["Watch"]["properties"]["notify"]["description"]
    assert call(commands.schema, "--site", "--json").document["required"] == ["domain"]
