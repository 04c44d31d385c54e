//! The few functions of Python's standard library that decide what revisions and models say.

use std::rc::Rc;

use crate::ir::Span;

use super::evaluator::Evaluator;
use super::globals::library;
use super::object::{Arguments, Entries, Object, Value};
use super::{builtin, types};

/// Calls a function of the standard library; `None` for what is not known here.
pub(super) fn call(
    evaluator: &mut Evaluator<'_, '_>,
    path: &str,
    arguments: &Arguments,
    span: Span,
) -> Option<Value> {
    let first = || arguments.positional().next().map(|argument| argument.value.clone());
    let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
    match path {
        "typing.cast" => return Some(arguments.get(1, "val")?.value.clone()),
        "typing.NewType" => return Some(arguments.get(1, "tp")?.value.clone()),
        "copy.copy" | "copy.deepcopy" => {
            let value = first()?;
            let copy = matches!(value, Value::List(_) | Value::Map(_));
            return Some(if copy { deep_copy(&value, 32, &mut 10_000) } else { value });
        }
        "functools.partial" => {
            let callee = first()?;
            let mut rest = arguments.clone();
            let at = rest.list.iter().position(|argument| argument.keyword.is_none())?;
            rest.list.remove(at);
            return Some(Value::Object(Object::Partial(Rc::new((callee, rest)))));
        }
        "collections.OrderedDict" => return builtin::call(evaluator, "dict", arguments, span),
        "collections.defaultdict" => {
            let entries = Entries::default();
            if let Some(factory) = first() {
                evaluator.machine.factories.push((entries.clone(), factory));
            }
            return Some(Value::Object(Object::Dictionary(entries)));
        }
        "collections.deque" => return builtin::call(evaluator, "list", arguments, span),
        "collections.namedtuple" | "typing.NamedTuple" => {
            return types::named_tuple(evaluator, arguments, span);
        }
        "itertools.chain" => {
            let mut all = Vec::new();
            for argument in arguments.positional() {
                all.extend(evaluator.items(&argument.value, span)?);
            }
            return Some(Value::list(all));
        }
        "itertools.chain.from_iterable" => {
            let mut all = Vec::new();
            for list in evaluator.items(&first()?, span)? {
                all.extend(evaluator.items(&list, span)?);
            }
            return Some(Value::list(all));
        }
        "textwrap.dedent" | "inspect.cleandoc" => {
            let text = first()?;
            return Some(text.as_text().map_or_else(|| text.clone(), |text| Value::text(&dedent(text))));
        }
        "importlib.import_module" => {
            let name = first()?;
            let file = evaluator.machine.source.program.resolve(evaluator.scope.file, name.as_text()?)?;
            return Some(Value::Object(Object::Module(file)));
        }
        "os.path.join" => return join(arguments),
        "os.path.basename" | "os.path.dirname" => {
            let path = first()?;
            let (folder, base) = path.as_text()?.rsplit_once('/').unwrap_or(("", path.as_text()?));
            return Some(Value::text(if name == "basename" { base } else { folder }));
        }
        "contextlib.nullcontext" => return Some(library("contextlib.nullcontext")),
        _ => {}
    }
    let outside = matches!(
        module,
        "re" | "time" | "random" | "secrets" | "socket" | "platform" | "subprocess" | "json" | "glob"
    ) || matches!(path, "os.getenv" | "os.listdir" | "os.getcwd" | "builtins.open")
        || module.starts_with("os.environ")
        || module.starts_with("datetime")
        || module.starts_with("pathlib");
    outside.then(|| Value::unknown(span, "only running it tells"))
}

/// A copy whose lists and dictionaries are its own; what is behind `left` of them is shared.
fn deep_copy(value: &Value, depth: u32, left: &mut u32) -> Value {
    if depth == 0 || *left == 0 {
        return value.clone();
    }
    *left -= 1;
    if let Value::List(list) = value {
        let items = list.borrow();
        return Value::list(items.iter().map(|item| deep_copy(item, depth - 1, left)).collect());
    }
    let Value::Map(map) = value else { return value.clone() };
    let map = map.borrow();
    Value::map(map.iter().map(|(name, value)| (*name, deep_copy(value, depth - 1, left))).collect())
}

fn join(arguments: &Arguments) -> Option<Value> {
    let mut path = String::new();
    for argument in arguments.positional() {
        let part = argument.value.as_text()?;
        if part.starts_with('/') {
            path.clear();
        } else if !path.is_empty() && !path.ends_with('/') {
            path.push('/');
        }
        path.push_str(part);
    }
    Some(Value::text(&path))
}

/// Text without the blanks that all its lines begin with.
fn dedent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let common = filled.map(indent).min().unwrap_or(0);
    let lines = text
        .split('\n')
        .map(|line| if line.trim().is_empty() { "" } else { line.get(common..).unwrap_or(line) });
    lines.collect::<Vec<_>>().join("\n")
}
