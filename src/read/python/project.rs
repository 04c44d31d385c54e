//! A library and a project to evaluate in, and values as text.

use crate::ir::{Dialect, Import, Name, Program, Role, Source, SourceKind, Span};
use crate::text::{FileId, Files};

use super::{Arguments, Library, Machine, Object, Value, parse, with_stack};

/// A library that notes the calls of `op` and knows little else.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<String>);

impl Library for Notes {
    fn call(
        &mut self,
        machine: &mut Machine<'_>,
        path: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Value> {
        let name = path.strip_prefix("alembic.op.")?;
        if name == "fail" {
            machine.throw(span, "sqlalchemy.exc.OperationalError");
        }
        self.0.push(format!("{name}({})", show_arguments(arguments)));
        Some(Value::Null)
    }

    fn method(
        &mut self,
        _machine: &mut Machine<'_>,
        receiver: &Value,
        name: &str,
        _arguments: &Arguments,
        _span: Span,
    ) -> Option<Value> {
        let path = Machine::path_of(receiver)?;
        if path.as_str() == "batch" && name.starts_with("__e") {
            self.0.push(name.to_owned());
            return (name == "__enter__").then(|| Value::text("b"));
        }
        None
    }

    fn attribute(
        &mut self,
        _machine: &mut Machine<'_>,
        _receiver: &Value,
        _name: &str,
        _span: Span,
    ) -> Option<Value> {
        None
    }
}

/// A value as people would write it.
pub(super) fn show(value: &Value) -> String {
    let list = |values: &[Value]| values.iter().map(show).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "None".into(),
        Value::Bool(value) => if *value { "True" } else { "False" }.into(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(values) => format!("[{}]", list(&values.borrow())),
        Value::Map(map) => {
            let entry = |(name, value): &(Name, Value)| format!("{name}: {}", show(value));
            format!("{{{}}}", map.borrow().iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Unknown(unknown) => format!("<{}>", unknown.why),
        Value::Object(object) => match object {
            Object::Module(file) => format!("module {}", file.index()),
            Object::Library(path) => path.to_string(),
            Object::Made(made) => {
                let receiver = made.receiver.as_ref().map(|value| format!("{}.", show(value)));
                let arguments = show_arguments(&made.arguments);
                let (open, close) = if made.subscript { ('[', ']') } else { ('(', ')') };
                format!("{}{}{open}{arguments}{close}", receiver.unwrap_or_default(), made.path)
            }
            Object::Function(function) => format!("def {}", function.name),
            Object::Class(class) => format!("class {}", class.name),
            Object::Instance(class, _) => format!("a {}", class.name),
            Object::Method(receiver, name) => format!("{}.{name}", show(receiver)),
            Object::Union(types) => types.iter().map(show).collect::<Vec<_>>().join(" | "),
            Object::Bound(function, _) => format!("bound {}", function.name),
            Object::Partial(_) => "partial".into(),
            Object::Super(..) => "super".into(),
            Object::Dictionary(map) => {
                let entry = |(key, value): &(Value, Value)| format!("{}: {}", show(key), show(value));
                format!("{{{}}}", map.borrow().iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

pub(super) fn show_arguments(arguments: &Arguments) -> String {
    let one = |argument: &super::Argument| match argument.keyword {
        Some(keyword) => format!("{keyword}={}", show(&argument.value)),
        None => show(&argument.value),
    };
    let mut all: Vec<String> = arguments.list.iter().map(one).collect();
    all.extend(arguments.open.map(|_| "...".to_owned()));
    all.join(", ")
}

/// A source of these modules; each can be imported from each by its dotted path, by `.name` too.
pub(super) fn with_modules<T: Send + Default>(
    texts: &[(&str, &str)],
    ask: impl FnOnce(&mut Machine<'_>, &mut Notes, &[FileId]) -> T + Send,
) -> T {
    let mut files = Files::default();
    let ids: Vec<FileId> = texts.iter().map(|(path, text)| files.add(*path, *text)).collect();
    let mut imports = Vec::new();
    for file in &ids {
        for (target, (path, _)) in ids.iter().zip(texts) {
            let dotted = path.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".");
            let relative = format!(".{}", dotted.rsplit('.').next().unwrap_or_default());
            for specifier in [dotted, relative] {
                imports.push(Import { file: *file, specifier: Name::new(&specifier), target: *target });
            }
        }
    }
    imports.sort_by_key(|import| (import.file, import.specifier.as_str()));
    let source = Source {
        path: String::new(),
        kind: SourceKind::Alembic,
        dialect: Dialect::POSTGRESQL,
        dialect_evidence: "".into(),
        role: Role::History,
        layout: None,
        files: ids.clone(),
        down: Vec::new(),
        baseline: 0,
        flaws: Vec::new(),
        search_path: Vec::new(),
        old_release: None,
        program: Program { imports, ..Program::default() },
    };
    with_stack(|| {
        let modules: Vec<_> = ids.iter().map(|file| parse(&files, *file)).collect();
        let mut machine = Machine::new(&files, &source, &modules.iter().collect::<Vec<_>>());
        ask(&mut machine, &mut Notes::default(), &ids)
    })
}
