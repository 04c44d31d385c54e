//! Comprehensions and generator expressions, which all are lists here.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr, ExprDictComp};

use crate::ir::Span;

use super::collection::{dictionary, entries};
use super::evaluator::{Evaluator, unknown_or};
use super::object::Value;

impl Evaluator<'_, '_> {
    /// `[x for ... in ... if ...]`.
    pub(super) fn comprehension(
        &mut self,
        element: &Expr,
        generators: &[Comprehension],
        span: Span,
    ) -> Value {
        let mut values = Vec::new();
        let result = self.generate(generators, span, &mut |evaluator| {
            values.push(evaluator.value(element));
        });
        result.map_or_else(|unknown| unknown, |()| Value::list(values))
    }

    /// `{key: value for ...}`.
    pub(super) fn dict_comprehension(&mut self, dict: &ExprDictComp, span: Span) -> Value {
        let mut all = Vec::new();
        let result = self.generate(&dict.generators, span, &mut |evaluator| {
            if let Some(key) = &dict.key {
                let key = evaluator.value(key);
                all.push((key, evaluator.value(&dict.value)));
            } else {
                let more = evaluator.value(&dict.value);
                all.extend(entries(&more).unwrap_or_default());
            }
        });
        result.map_or_else(|unknown| unknown, |()| dictionary(all, span))
    }

    fn generate(
        &mut self,
        generators: &[Comprehension],
        span: Span,
        each: &mut dyn FnMut(&mut Self),
    ) -> Result<(), Value> {
        let Some((generator, rest)) = generators.split_first() else {
            each(self);
            return Ok(());
        };
        let iterable = self.value(&generator.iter);
        let Some(items) = self.items(&iterable, span) else {
            return Err(unknown_or(&iterable, span, "the list that is gone through is not known"));
        };
        self.scope.frames.push(Rc::new(RefCell::new(Vec::new())));
        self.scope.comprehensions += 1;
        let result = self.generate_items(generator, rest, items, span, each);
        self.scope.comprehensions -= 1;
        self.scope.frames.pop();
        result
    }

    fn generate_items(
        &mut self,
        generator: &Comprehension,
        rest: &[Comprehension],
        items: Vec<Value>,
        span: Span,
        each: &mut dyn FnMut(&mut Self),
    ) -> Result<(), Value> {
        for item in items {
            if self.step(span).is_none() {
                return Err(Value::unknown(span, "it takes too long to follow without running it"));
            }
            self.assign(&generator.target, item);
            let mut holds = true;
            for test in &generator.ifs {
                let place = self.span(test);
                let test = self.value(test);
                match self.holds(&test, place) {
                    Some(true) => {}
                    Some(false) => {
                        holds = false;
                        break;
                    }
                    None => return Err(unknown_or(&test, place, "whether an item is taken is not known")),
                }
            }
            if holds {
                self.generate(rest, span, each)?;
            }
        }
        Ok(())
    }
}
