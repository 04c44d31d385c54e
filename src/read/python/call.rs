//! Calls: arguments, what is called, parameters.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, Parameters};

use crate::ir::{Name, Span};

use super::context::Yields;
use super::control::{Flow, Leaves};
use super::evaluator::{Evaluator, Scope};
use super::globals::library_member;
use super::object::{Argument, Arguments, Code, Frame, Function, Made, Object, Value};
use super::{Machine, builtin, collection, methods, standard};

impl<'a> Evaluator<'_, 'a> {
    /// `f(...)`.
    pub(super) fn call(&mut self, call: &ExprCall, span: Span) -> Value {
        if let Expr::Attribute(attribute) = &*call.func {
            let receiver = self.value(&attribute.value);
            let plain = !matches!(receiver, Value::Object(Object::Module(_) | Object::Library(_)));
            if plain
                || matches!(receiver, Value::Object(Object::Library(_)))
                    && self.submodule(attribute, &receiver).is_none()
            {
                let arguments = self.arguments(&call.arguments);
                return self.call_method(&receiver, attribute.attr.as_str(), arguments, span);
            }
        }
        let callee = self.value(&call.func);
        let arguments = self.arguments(&call.arguments);
        if let Value::Object(Object::Library(path)) = &callee
            && path.as_str() == "builtins.super"
        {
            return self.super_value(&arguments, span);
        }
        self.call_value(&callee, arguments, span)
    }

    fn super_value(&mut self, arguments: &Arguments, span: Span) -> Value {
        if let (Some(class), Some(receiver)) = (arguments.list.first(), arguments.list.get(1))
            && let Value::Object(Object::Class(class)) = &class.value
        {
            return Value::Object(Object::Super(class.clone(), Box::new(receiver.value.clone())));
        }
        // The first variable of a method is its first parameter.
        let own = self.scope.frames.len().checked_sub(1 + self.scope.comprehensions);
        let receiver = own.and_then(|own| {
            let frame = self.scope.frames.get(own)?.borrow();
            frame.first().map(|(_, value)| value.clone())
        });
        match (&self.scope.class, receiver) {
            (Some(class), Some(receiver)) => Value::Object(Object::Super(class.clone(), Box::new(receiver))),
            _ => Value::unknown(span, "it is not written in a method"),
        }
    }

    /// The arguments of a call.
    pub(super) fn arguments(&mut self, arguments: &ruff_python_ast::Arguments) -> Arguments {
        let mut all = Arguments::default();
        for argument in &arguments.args {
            let span = self.span(argument);
            let Expr::Starred(starred) = argument else {
                let value = self.value(argument);
                all.list.push(Argument { keyword: None, value, span });
                continue;
            };
            let list = self.value(&starred.value);
            match self.items(&list, span) {
                Some(items) => {
                    all.list.extend(items.into_iter().map(|value| Argument { keyword: None, value, span }));
                }
                None => all.open = all.open.or(open(&list, span)),
            }
        }
        for keyword in &arguments.keywords {
            let value = self.value(&keyword.value);
            if let Some(name) = &keyword.arg {
                let keyword_name = Some(Name::new(name.as_str()));
                let span = self.span(&keyword.value);
                all.list.push(Argument { keyword: keyword_name, value, span });
                continue;
            }
            let span = self.span(keyword);
            let Some(entries) = collection::entries(&value) else {
                all.open = all.open.or(open(&value, span));
                continue;
            };
            for (key, value) in entries {
                match key.as_text() {
                    Some(key) => all.list.push(Argument { keyword: Some(Name::new(key)), value, span }),
                    None => all.open = all.open.or(open(&key, span)),
                }
            }
        }
        all
    }

    /// Calls a value.
    pub(super) fn call_value(&mut self, callee: &Value, arguments: Arguments, span: Span) -> Value {
        if self.machine.raised.is_some() {
            return Value::unknown(span, "an exception was raised before");
        }
        let Value::Object(object) = callee else {
            return super::evaluator::unknown_or(callee, span, "it cannot be called");
        };
        match object {
            Object::Library(path) => self.call_library(*path, arguments, span),
            Object::Function(function) => self.call_function(function, None, arguments, span),
            Object::Bound(function, receiver) => {
                self.call_function(function, Some((**receiver).clone()), arguments, span)
            }
            Object::Partial(partial) => {
                let (callee, first) = &**partial;
                let mut all = first.clone();
                let overridden = |given: &Argument| {
                    given.keyword.is_some_and(|name| arguments.keyword(name.as_str()).is_some())
                };
                all.list.retain(|given| !overridden(given));
                all.list.extend(arguments.list);
                all.open = all.open.or(arguments.open);
                self.call_value(callee, all, span)
            }
            Object::Class(class) => self.instantiate(class, arguments, span),
            Object::Method(receiver, name) => self.call_unbound(receiver, name.as_str(), arguments, span),
            Object::Instance(..) | Object::Made(_) | Object::Module(_) => {
                self.call_method(callee, "__call__", arguments, span)
            }
            Object::Union(_) | Object::Super(..) | Object::Dictionary(_) => {
                Value::unknown(span, "it cannot be called")
            }
        }
    }

    fn call_library(&mut self, path: Name, arguments: Arguments, span: Span) -> Value {
        let text = path.as_str();
        if let Some(name) = text.strip_prefix("builtins.") {
            return match builtin::call(self, name, &arguments, span) {
                Some(value) => self.charge(value, span),
                // Exceptions are records as other things outside the project are.
                None if super::operator::is_class_path(name) => made(path, None, arguments, span),
                None => builtin::unknown_argument(&arguments, span),
            };
        }
        if let Some(value) = self.library.call(self.machine, text, &arguments, span) {
            return value;
        }
        if let Some(value) = standard::call(self, text, &arguments, span) {
            return value;
        }
        made(path, None, arguments, span)
    }

    /// `receiver.name(...)`.
    pub(super) fn call_method(
        &mut self,
        receiver: &Value,
        name: &str,
        arguments: Arguments,
        span: Span,
    ) -> Value {
        if self.machine.raised.is_some() {
            return Value::unknown(span, "an exception was raised before");
        }
        if let Some(unknown) = receiver.as_unknown() {
            return Value::Unknown(unknown);
        }
        if let Value::Object(Object::Library(path)) = receiver {
            return match library_member(*path, name) {
                Some(path) => self.call_library(path, arguments, span),
                None => Value::unknown(span, "its path is too long"),
            };
        }
        let own = matches!(
            receiver,
            Value::Object(Object::Module(_) | Object::Class(_) | Object::Instance(..) | Object::Super(..))
        );
        if own {
            let callee = self.get_attribute(receiver, name, span);
            return self.call_value(&callee, arguments, span);
        }
        self.call_unbound(receiver, name, arguments, span)
    }

    /// Calls a method that is not a function of the project.
    fn call_unbound(&mut self, receiver: &Value, name: &str, arguments: Arguments, span: Span) -> Value {
        if let Value::Object(object) = receiver {
            if let (Object::Super(..), true) = (object, name.starts_with("__")) {
                return Value::Null;
            }
            if !matches!(object, Object::Dictionary(_))
                && let Some(value) = self.library.method(self.machine, receiver, name, &arguments, span)
            {
                return value;
            }
            if let Object::Function(_) | Object::Bound(..) | Object::Partial(_) = object
                && name == "__call__"
            {
                return self.call_value(receiver, arguments, span);
            }
        }
        match methods::call(self, receiver, name, &arguments, span) {
            Some(value) => self.charge(value, span),
            None => made(Name::new(name), Some(receiver.clone()), arguments, span),
        }
    }

    /// Calls a function of the project.
    pub(super) fn call_function(
        &mut self,
        function: &Rc<Function>,
        receiver: Option<Value>,
        arguments: Arguments,
        span: Span,
    ) -> Value {
        if is_context_manager(function) {
            let callee = match receiver {
                Some(receiver) => Object::Bound(function.clone(), Box::new(receiver)),
                None => Object::Function(function.clone()),
            };
            let path = Name::new("contextlib.contextmanager");
            return made(path, Some(Value::Object(callee)), arguments, span);
        }
        let collected: Rc<RefCell<Vec<Value>>> = Rc::default();
        let (value, generator) =
            self.run_function(function, receiver, arguments, span, || Yields::Collect(collected.clone()));
        // The program is known to work: where nobody catches what one function raises for another, it is our knowledge that ends.
        if self.machine.tries == 0
            && self.machine.calls > 0
            && let Some(raised) = self.machine.raised.take()
        {
            self.machine
                .problem(raised.span, "cannot tell without running it whether this exception is raised");
            return Value::unknown(raised.span, "it raises an exception here");
        }
        if generator { Value::list(collected.take()) } else { value }
    }

    /// Runs a function's body; says also whether it is a generator.
    pub(super) fn run_function(
        &mut self,
        function: &Rc<Function>,
        receiver: Option<Value>,
        arguments: Arguments,
        span: Span,
        yields: impl FnOnce() -> Yields<'a>,
    ) -> (Value, bool) {
        if self.step(span).is_none() || !self.machine.budget.enter() {
            self.machine.problem(span, "calls are nested too deep to follow without running it");
            return (Value::unknown(span, "calls are nested too deep"), false);
        }
        let frames = function.closure.clone();
        let mut scope = Scope { frames, class: function.class.clone(), ..Scope::of(function.file) };
        let lazy = std::mem::replace(&mut self.machine.lazy, false);
        let definition = self.machine.definition(function);
        let lambda = if let Code::Lambda(lambda) = &function.code { Some(lambda.clone()) } else { None };
        let parameters = definition
            .map(|definition| &*definition.parameters)
            .or_else(|| lambda.as_ref().and_then(|lambda| lambda.parameters.as_deref()));
        scope.frames.push(bind_parameters(parameters, &function.defaults, receiver, arguments, span));
        let mut generator = false;
        self.machine.calls += 1;
        let mut evaluator = self.within(scope);
        let value = if let Some(definition) = definition {
            generator = Leaves::of(&[&definition.body]).yield_;
            evaluator.scope.yields = generator.then(yields);
            let flow = evaluator.block(&definition.body);
            let doubt = evaluator.scope.doubt.get();
            match flow {
                Flow::Next | Flow::Return(_) if let Some(unknown) = doubt => {
                    generator = false;
                    Value::Unknown(unknown)
                }
                Flow::Return(value) => value,
                Flow::Raised => Value::unknown(span, "it raises an exception"),
                Flow::Next | Flow::Break | Flow::Continue => Value::Null,
            }
        } else {
            lambda.map_or(Value::Null, |lambda| evaluator.value(&lambda.body))
        };
        self.machine.calls -= 1;
        self.machine.lazy = lazy;
        self.machine.budget.leave();
        (value, generator)
    }

    /// The values of parameters' defaults, which are evaluated where the function is defined.
    pub(super) fn defaults(&mut self, parameters: &Parameters) -> Vec<(Name, Value)> {
        let mut defaults = Vec::new();
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = parameter.default() {
                defaults.push((Name::new(parameter.name().as_str()), self.value(default)));
            }
        }
        defaults
    }
}

/// What a call of something outside the project makes.
pub(super) fn made(path: Name, receiver: Option<Value>, arguments: Arguments, span: Span) -> Value {
    Value::Object(Object::Made(Rc::new(Made { path, receiver, arguments, subscript: false, span })))
}

/// Whether a function is a context manager by its decorator.
pub(super) fn is_context_manager(function: &Function) -> bool {
    function.decorators.iter().any(|decorator| {
        Machine::path_of(decorator).is_some_and(|path| path.as_str().ends_with("contextmanager"))
    })
}

fn open(value: &Value, span: Span) -> Option<crate::read::value::Unknown> {
    super::evaluator::unknown_or(value, span, "the arguments that are unpacked are not known").as_unknown()
}

/// The variables with which a function's body begins.
fn bind_parameters(
    parameters: Option<&Parameters>,
    defaults: &[(Name, Value)],
    receiver: Option<Value>,
    arguments: Arguments,
    span: Span,
) -> Frame {
    let mut variables: Vec<(Name, Value)> = Vec::new();
    let Some(parameters) = parameters else { return Frame::default() };
    let given = arguments.list.iter().filter(|argument| argument.keyword.is_none());
    let mut positional = receiver.into_iter().chain(given.map(|argument| argument.value.clone()));
    let missing = |name: Name| {
        let default = defaults.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
        match (arguments.open, default) {
            (Some(unknown), _) => Value::Unknown(unknown),
            (None, Some(default)) => default,
            (None, None) => Value::unknown(span, "the argument is not given"),
        }
    };
    let by_keyword = |name: Name| arguments.keyword(name.as_str()).map(|argument| argument.value.clone());
    for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
        let name = Name::new(parameter.name().as_str());
        let value = positional.next().or_else(|| by_keyword(name)).unwrap_or_else(|| missing(name));
        variables.push((name, value));
    }
    if let Some(rest) = &parameters.vararg {
        let rest_value = match arguments.open {
            Some(unknown) => Value::Unknown(unknown),
            None => Value::list(positional.collect()),
        };
        variables.push((Name::new(rest.name.as_str()), rest_value));
    }
    for parameter in &parameters.kwonlyargs {
        let name = Name::new(parameter.name().as_str());
        variables.push((name, by_keyword(name).unwrap_or_else(|| missing(name))));
    }
    if let Some(rest) = &parameters.kwarg {
        let mut map: Vec<(Name, Value)> = Vec::new();
        for argument in &arguments.list {
            let Some(keyword) = argument.keyword else { continue };
            if !variables.iter().any(|(name, _)| *name == keyword) {
                map.push((keyword, argument.value.clone()));
            }
        }
        let value = arguments.open.map_or_else(|| Value::map(map), Value::Unknown);
        variables.push((Name::new(rest.name.as_str()), value));
    }
    Rc::new(RefCell::new(variables))
}
