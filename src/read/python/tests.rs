//! What Python's own rules say about small modules.

use crate::ir::{Name, Span};

use super::project::{show, with_modules};
use super::{Arguments, Object, Value};

/// The value of `x` at the end of a module.
fn x(text: &str) -> String {
    with_modules(&[("m.py", text)], |machine, library, ids| {
        machine.global(library, ids[0], Name::new("x")).map_or("unbound".into(), |value| show(&value))
    })
}

/// The calls of `op` that `upgrade()` makes, and the problems on the way.
fn upgrade(text: &str) -> Vec<String> {
    let text = format!("from alembic import op\nimport sqlalchemy as sa\n{text}");
    with_modules(&[("m.py", &text)], |machine, library, ids| {
        let function = machine.global(library, ids[0], Name::new("upgrade")).unwrap();
        machine.call(library, &function, Arguments::default(), Span::new(ids[0], 0, 0));
        let mut notes = std::mem::take(&mut library.0);
        notes.extend(machine.raised.take().map(|_| "raised".to_owned()));
        notes.extend(
            machine
                .problems
                .iter()
                .map(|problem| format!("{}: {}", machine.files.text(problem.span), problem.why)),
        );
        notes
    })
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(x(text), *expected, "{text}");
    }
}

#[test]
fn expressions() {
    check(&[
        ("x = 1 + 2 * 3", "7"),
        ("x = 'a' \"b\" + 'c'", "\"abc\""),
        ("n = 'users'\nx = f'fk_{n}_{n!r}_{3:02d}'", "\"fk_users_'users'_03\""),
        ("x = 'a %(k)s' % {'k': 1}, 'a %s' % (1, 2)[:0]", "[\"a 1\", <a value for the text is missing>]"),
        ("x = '%s_%s_fkey' % ('a', 1)", "\"a_1_fkey\""),
        ("x = '{}.{n} {0}{{}}'.format('a', n='b')", "\"a.b a{}\""),
        ("x = [*'ab', *[1]] + [2]", "[\"a\", \"b\", 1, 2]"),
        ("x = {**{'a': 1}, 'b': 2, 'a': 3}", "{a: 3, b: 2}"),
        ("x = {(1, 2): 3}[(1, 2)]", "3"),
        ("x = [a + b for a in 'ab' for b in '12' if b != '1']", "[\"a2\", \"b2\"]"),
        ("x = {k: v for k, v in zip('ab', range(2))}", "{a: 0, b: 1}"),
        ("x = 'a' in ['b', 'a'] and 3 not in (1, 2)", "True"),
        ("x = '' or None or 'd'", "\"d\""),
        ("x = 1 if [] else 2", "2"),
        ("x = 1 < 2 <= 2 > 5", "False"),
        ("x = 'abcdef'[1:-1:2] + 'abc'[-1]", "\"bdc\""),
        ("x = (lambda a, b=2, *c, **d: [a, b, c, d])(1, k=3)", "[1, 2, [], {k: 3}]"),
        ("x = (y := 3) + y", "6"),
        ("x = ' A_b '.strip().lower().replace('_', '-').split('-')", "[\"a\", \"b\"]"),
        ("x = '_'.join(sorted({'b', 'a'}, reverse=True))", "\"b_a\""),
        ("x = dict(a=1) | {'b': 2}", "{a: 1, b: 2}"),
        (
            "from collections import defaultdict\nx = defaultdict(list)\nx['a', 1].append(2)\nx['b'].append(3)\nx['b'].append(4)",
            "{[\"a\", 1]: [2], \"b\": [3, 4]}",
        ),
        ("x = max([1, 3, 2]) - len('ab')", "1"),
        ("x = isinstance('a', str), isinstance(1, (str, list))", "[True, False]"),
        ("a, (b, *c) = 1, (2, 3, 4)\nx = [c, b, a]", "[[3, 4], 2, 1]"),
        ("x = -2 ** 2, 7 // 2, -7 % 3, not 0", "[-4, 3, 2, True]"),
        ("x = list(enumerate(reversed([1, 2]), start=1))", "[[1, 2], [2, 1]]"),
        ("x = next((a for a in [1, 2] if a > 1), None)", "2"),
        ("import os\nx = os.environ.get('A', 'b')", "<only running it tells>"),
        ("import os\nx = f\"a{os.environ['A']}\"", "<the environment is not known>"),
        ("x = nothing.known(1)", "<the name is not known here>"),
    ]);
}

#[test]
fn what_libraries_make() {
    check(&[
        (
            "import sqlalchemy as sa\nx = sa.Column('id', sa.Integer(), nullable=False)",
            "sqlalchemy.Column(\"id\", sqlalchemy.Integer(), nullable=False)",
        ),
        (
            "from sqlalchemy import Column as C\nx = C('a').desc().label('b')",
            "sqlalchemy.Column(\"a\").desc().label(\"b\")",
        ),
        ("import sqlalchemy.orm\nx = sqlalchemy.orm.Mapped[int]", "sqlalchemy.orm.Mapped[builtins.int]"),
        ("from s import t\nx = t.c.a == t.c.b", "operator.eq(s.t.c.a, s.t.c.b)"),
        (
            "from s import f\nkw = {'a': 1}\nx = f(*[1], **kw, b=unknown)",
            "s.f(1, a=1, b=<the name is not known here>)",
        ),
        ("from s import f\nx = f(*unknown)", "s.f(...)"),
        ("from functools import partial\nfrom s import f\ng = partial(f, a=1)\nx = g(2, a=3)", "s.f(2, a=3)"),
        (
            "from typing import Optional, Union\nx = Optional[int] | None",
            "typing.Optional[builtins.int] | None",
        ),
        ("import uuid\nx = uuid.uuid4()", "uuid.uuid4()"),
    ]);
}

#[test]
fn names_at_the_end_of_a_module() {
    check(&[
        ("x = 1\nx = x + 1\nx += 1", "3"),
        ("x = []\nx.append(1)\nx += [2]\nx.extend([3])", "[1, 2, 3]"),
        ("x = {}\nx['a'] = 1\nx.update(b=2)\ndel x['a']", "{b: 2}"),
        ("x = [1]\ny = x + [2]\nx = y", "[1, 2]"),
        ("try:\n    from a import b as x\nexcept ImportError:\n    x = None", "a.b"),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import x\nelse:\n    x = None",
            "a.x",
        ),
        (
            "import os\nif os.getenv('A'):\n    x = 1\nelse:\n    x = 2",
            "<it depends on a condition that is not known>",
        ),
        ("if 1 > 2:\n    x = 1\nelif 2 > 1:\n    x = 2\nelse:\n    x = 3", "2"),
        ("x = []\nfor i in range(3):\n    x.append(i * 2)", "[0, 2, 4]"),
        ("x = y\ny = x", "<its value depends on itself>"),
        ("def f():\n    global x\n    x = 2\nx = 1\nf()", "1"),
        ("x: int = 5", "5"),
        ("with open('f') as f:\n    x = f.read()", "<only running it tells>"),
    ]);
}

#[test]
fn names_across_modules() {
    let modules = [
        ("app/__init__.py", "from .models import User\nfrom .names import *\n"),
        (
            "app/models.py",
            "from app import names\nimport app.names as n\nclass User:\n    t = names.T + n.T\n",
        ),
        ("app/names.py", "from app.models import User\nT = 'a'\n_hidden = 1\n"),
        (
            "main.py",
            "import app.names\nfrom app import User, T, names, missing\nx = [User.t, T, names, app.names.T, missing]\nfrom lib import *\ny = lib_thing\n",
        ),
    ];
    with_modules(&modules, |machine, library, ids| {
        let value = machine.global(library, ids[3], Name::new("x")).unwrap();
        assert_eq!(show(&value), "[\"aa\", \"a\", module 2, \"a\", <the module does not have this name>]");
        let value = machine.global(library, ids[3], Name::new("y")).unwrap();
        assert_eq!(show(&value), "lib.lib_thing");
        assert!(machine.global(library, ids[3], Name::new("z")).is_none());
    });
}

#[test]
fn functions_of_revisions() {
    let helper = "def fk(t, *cols, name=None):\n    name = name or f'fk_{t}'\n    for c in cols:\n        op.add(name, c)\n";
    assert_eq!(
        upgrade(&format!("{helper}def upgrade():\n    fk('a', 'b', 'c')\n    fk('d', 'e', name='n')\n")),
        ["add(\"fk_a\", \"b\")", "add(\"fk_a\", \"c\")", "add(\"n\", \"e\")"]
    );
    assert_eq!(upgrade("def upgrade():\n    if len('a') == 1:\n        return\n    op.add(1)\n"), [""; 0]);
    assert_eq!(
        upgrade(
            "def upgrade():\n    i = 0\n    while i < 3:\n        i += 1\n        if i == 2:\n            continue\n        op.add(i)\n"
        ),
        ["add(1)", "add(3)"]
    );
    assert_eq!(
        upgrade(
            "def upgrade():\n    try:\n        op.fail()\n        op.add(1)\n    except Exception as e:\n        op.add(2)\n    finally:\n        op.add(3)\n"
        ),
        ["fail()", "add(2)", "add(3)"]
    );
    assert_eq!(
        upgrade("def upgrade():\n    op.add(1)\n    raise ValueError('no')\n    op.add(2)\n"),
        ["add(1)", "raised"]
    );
    assert_eq!(
        upgrade("import batch as m\ndef upgrade():\n    with sa.batch() as b:\n        op.add(b)\n"),
        ["add(sqlalchemy.batch())"]
    );
    assert_eq!(
        upgrade(
            "from contextlib import contextmanager\n@contextmanager\ndef c(n):\n    op.begin(n)\n    yield n + 1\n    op.end(n)\ndef upgrade():\n    with c(1) as a, c(a) as b:\n        op.add(a, b)\n"
        ),
        ["begin(1)", "begin(2)", "add(2, 3)", "end(2)", "end(1)"]
    );
    assert_eq!(
        upgrade(
            "def each():\n    for t in ('a', 'b'):\n        yield t\ndef upgrade():\n    for t in each():\n        op.add(t)\n"
        ),
        ["add(\"a\")", "add(\"b\")"]
    );
    assert_eq!(
        upgrade(
            "def twice(f):\n    def inner(*a, **k):\n        f(*a, **k)\n        return f(*a, **k)\n    return inner\n@twice\ndef upgrade():\n    op.add()\n"
        ),
        ["add()", "add()"]
    );
}

#[test]
fn what_cannot_be_known_is_told() {
    assert_eq!(
        upgrade(
            "import os\ndef upgrade():\n    a = 1\n    if os.getenv('A'):\n        a = 2\n        op.add(1)\n    op.add(a)\n"
        ),
        [
            "add(<only running it tells>)",
            "os.getenv('A'): cannot tell without running it whether this condition holds"
        ]
    );
    assert_eq!(
        upgrade("def upgrade():\n    for row in sa.rows():\n        op.add(row)\n"),
        ["sa.rows(): cannot tell without running it over what this loop goes"]
    );
    let endless = upgrade("def upgrade():\n    while True:\n        pass\n");
    assert_eq!(endless.len(), 1, "{endless:?}");
    let deep = upgrade("def f(n):\n    return f(n + 1)\ndef upgrade():\n    f(0)\n    op.add(1)\n");
    assert!(deep[0] == "add(1)" && deep.len() == 2, "{deep:?}");
}

#[test]
fn classes() {
    let text = "
from typing import Annotated, Literal, Optional, TYPE_CHECKING
from sqlalchemy.orm import Mapped, mapped_column, declared_attr
from enum import Enum
if TYPE_CHECKING:
    from other import Other
pk = Annotated[int, mapped_column(primary_key=True)]
class Mixin:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + 's'
    @classmethod
    def make(cls, n): return cls(n)
class Color(str, Enum):
    RED = 'r'
    BLUE = 'b'
class A(Mixin, table=True):
    id: Mapped[pk]
    name: Mapped[Optional['str']] = mapped_column(default=Color.RED)
    kind: Literal['a', 'b']
    b: 'Mapped[list[B] | None]'
    o: Mapped['Other']
    def __init__(self, n): self.n = n
    @property
    def double(self): return self.n * 2
class B(A):
    x: int = 5
    def __init__(self, n):
        super().__init__(n + 1)
x = [A.__tablename__, B.__tablename__, B.make(1).double, B.x, [c.value for c in Color], Color.RED == 'r', Color('b').name]
";
    assert_eq!(x(text), "[\"as\", \"bs\", 4, 5, [\"r\", \"b\"], True, \"BLUE\"]");
    with_modules(&[("m.py", text)], |machine, library, ids| {
        let Some(Value::Object(Object::Class(class))) = machine.global(library, ids[0], Name::new("A"))
        else {
            panic!("no class")
        };
        let body = class.body();
        let shown: Vec<String> = body
            .attributes
            .iter()
            .map(|attribute| {
                let annotation = attribute.annotation.as_ref().map(|value| format!(": {}", show(value)));
                let value = attribute.value.as_ref().map(|value| format!(" = {}", show(value)));
                format!("{}{}{}", attribute.name, annotation.unwrap_or_default(), value.unwrap_or_default())
            })
            .collect();
        assert_eq!(
            shown,
            [
                "id: sqlalchemy.orm.Mapped[typing.Annotated[builtins.int, sqlalchemy.orm.mapped_column(primary_key=True)]]",
                "name: sqlalchemy.orm.Mapped[typing.Optional[builtins.str]] = sqlalchemy.orm.mapped_column(default=a Color)",
                "kind: typing.Literal[\"a\", \"b\"]",
                "b: sqlalchemy.orm.Mapped[builtins.list[class B] | None]",
                "o: sqlalchemy.orm.Mapped[other.Other]",
                "__init__ = def __init__",
                "double = def double",
            ]
        );
        let order: Vec<String> = machine.resolution_order(&class).iter().map(show).collect();
        assert_eq!(order, ["class A", "class Mixin"]);
        assert_eq!(body.keywords.len(), 1);
    });
}

#[test]
fn what_is_left_out_leaves_doubt() {
    let unknown = "import os\n";
    let first = "def f():\n    if os.getenv('A'):\n        return 1\n    return 2\n";
    let second = "def f():\n    names = ['a']\n    for name in os.listdir():\n        names.append(name)\n    return names\n";
    for function in [first, second] {
        assert_eq!(x(&format!("{unknown}{function}x = f()\n")), "<only running it tells>");
    }
    assert_eq!(
        x(&format!("{unknown}x = []\nfor i in os.listdir():\n    x.append(i)\n")),
        "<only running it tells>"
    );
    assert_eq!(
        x(&format!("{unknown}x = []\nif os.getenv('A'):\n    x.append(1)\n")),
        "<it depends on a condition that is not known>"
    );
    let endless =
        "def f():\n    while True:\n        if os.getenv('A'):\n            break\n    return 1\nx = f()\n";
    assert_eq!(x(&format!("{unknown}{endless}")), "1");
}

#[test]
fn a_raise_that_a_helper_lets_go_is_doubtful() {
    let text = "def helper():\n    raise ValueError('not here')\n";
    assert_eq!(
        upgrade(&format!("{text}def upgrade():\n    op.add(helper())\n    op.add(2)\n")),
        [
            "add(<it raises an exception here>)",
            "add(2)",
            "raise ValueError('not here'): cannot tell without running it whether this exception is raised",
        ]
    );
    let caught =
        "def upgrade():\n    try:\n        op.add(helper())\n    except ValueError:\n        op.add(3)\n";
    assert_eq!(upgrade(&format!("{text}{caught}")), ["add(3)"]);
}

#[test]
fn hostile_input() {
    let texts = [
        format!("x = {}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("x = {}1", "-".repeat(100_000)),
        format!("x = 1{}", " + 1".repeat(1_000_000)),
        format!("x = a{}", ".b".repeat(1_000_000)),
        format!("x = {}1", "lambda: ".repeat(10_000)),
        (0..3000).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect(),
        "x = 'a' * 10 ** 9 + [0] * 10 ** 9".into(),
        "x = [[[i for i in range(99999)] for j in range(99999)] for k in range(99999)]".into(),
        "class A(B): pass\nclass B(A): pass\nx = A.y\n".into(),
        "x = []\nx.append(x)\ny = x == x\n".into(),
    ];
    for text in texts {
        with_modules(&[("m.py", &text)], |machine, library, ids| {
            machine.run(library, ids[0]);
        });
    }
}

#[test]
fn syntax_errors_lose_little() {
    with_modules(&[("m.py", "print 'a'\ny = 1\nraise E, 'e'\nx = y + 1\n")], |machine, library, ids| {
        let value = machine.global(library, ids[0], Name::new("x")).unwrap();
        assert_eq!(show(&value), "2");
        let problems = &machine.modules[&ids[0]].problems;
        let lines: Vec<u32> =
            problems.iter().map(|problem| machine.files.position(problem.span).line).collect();
        assert_eq!(lines, [1, 3]);
    });
}
