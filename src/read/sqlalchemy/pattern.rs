//! Python's `re`, as far as projects use it to make table names of class names: `re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__)`.
//!
//! A small backtracking matcher over characters with a bounded number of steps. A pattern with anything else in it is not known.

mod parse;

use super::super::python::core::{last_segment, made_of};
use super::super::python::{Arguments, Value};
use parse::{Node, Pattern, parse};

/// How many steps one search may take.
const STEPS: u32 = 100_000;

/// The result of `re.sub(...)`, `re.split(...)`, `re.findall(...)`, or of such a method of `re.compile(...)`; `None` if it is not known.
pub(super) fn call(name: &str, receiver: Option<&Value>, arguments: &Arguments) -> Option<Value> {
    let mut list = arguments.positional().map(|argument| argument.value.as_text());
    let pattern = match receiver {
        Some(compiled) => {
            let made = made_of(compiled).filter(|made| last_segment(made.path) == "compile")?;
            let flags = made.arguments.list.len() > 1;
            made.arguments.positional().next()?.value.as_text().filter(|_| !flags)?.to_owned()
        }
        None => list.next()??.to_owned(),
    };
    if arguments.list.iter().any(|argument| argument.keyword.is_some()) {
        return None;
    }
    let pattern = parse(&pattern)?;
    match name {
        "sub" => {
            let (replacement, text) = (list.next()??, list.next()??);
            if list.next().is_some() {
                return None;
            }
            Some(Value::text(&substitute(&pattern, replacement, text)?))
        }
        "split" => {
            let text = list.next()??;
            let parts = split(&pattern, text)?;
            Some(Value::list(parts.iter().map(|part| Value::text(part)).collect()))
        }
        "findall" if pattern.groups <= 1 => {
            let chars: Vec<char> = list.next()??.chars().collect();
            let found = matches(&pattern, &chars)?;
            let whole = |found: &Match| {
                let range = found.groups.get(pattern.groups).copied().flatten().unwrap_or((0, 0));
                text_of(&chars, range)
            };
            Some(Value::list(found.iter().map(|found| Value::text(&whole(found))).collect()))
        }
        _ => None,
    }
}

/// A place where a pattern matches: the whole at 0, then the groups, each from and to.
struct Match {
    groups: Vec<Option<(usize, usize)>>,
}

impl Match {
    fn whole(&self) -> (usize, usize) {
        self.groups.first().copied().flatten().unwrap_or((0, 0))
    }
}

fn text_of(chars: &[char], range: (usize, usize)) -> String {
    chars.get(range.0..range.1).unwrap_or(&[]).iter().collect()
}

/// All matches from left to right; an empty one may follow one that is not (Python 3.7 and later).
fn matches(pattern: &Pattern, chars: &[char]) -> Option<Vec<Match>> {
    let mut found: Vec<Match> = Vec::new();
    let mut steps = STEPS;
    let mut start = 0;
    while start <= chars.len() {
        let last = found.last().map(Match::whole);
        let mut groups = vec![None; pattern.groups + 1];
        let mut run = Run { chars, groups: &mut groups, steps: &mut steps };
        let mut end = None;
        run.alternatives(&pattern.alternatives, start, &mut |_, at| {
            // No empty match at the end of the one before, unless that one was empty, too, and stood elsewhere.
            let repeats = at == start && last == Some((start, start));
            end = (!repeats).then_some(at);
            !repeats
        });
        if steps == 0 {
            return None;
        }
        match end {
            Some(end) => {
                if let Some(whole) = groups.first_mut() {
                    *whole = Some((start, end));
                }
                found.push(Match { groups });
                start = if end > start { end } else { start + 1 };
            }
            None => start += 1,
        }
    }
    Some(found)
}

fn substitute(pattern: &Pattern, replacement: &str, text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut result = String::new();
    let mut rest = 0;
    for found in matches(pattern, &chars)? {
        let (start, end) = found.whole();
        result.push_str(&text_of(&chars, (rest, start)));
        expand(&mut result, replacement, &chars, &found)?;
        rest = end;
    }
    result.push_str(&text_of(&chars, (rest, chars.len())));
    Some(result)
}

/// Fills `\1` and `\g<1>` into a replacement.
fn expand(result: &mut String, replacement: &str, chars: &[char], found: &Match) -> Option<()> {
    let mut rest = replacement.chars();
    while let Some(char) = rest.next() {
        if char != '\\' {
            result.push(char);
            continue;
        }
        let number = match rest.next()? {
            digit @ '0'..='9' => digit.to_digit(10)?,
            'g' => {
                let name: String = rest.by_ref().skip(1).take_while(|char| *char != '>').collect();
                name.parse().ok()?
            }
            '\\' => {
                result.push('\\');
                continue;
            }
            _ => return None,
        };
        let range = *found.groups.get(usize::try_from(number).ok()?)?;
        result.push_str(&range.map(|range| text_of(chars, range)).unwrap_or_default());
    }
    Some(())
}

fn split(pattern: &Pattern, text: &str) -> Option<Vec<String>> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut rest = 0;
    for found in matches(pattern, &chars)? {
        let (start, end) = found.whole();
        parts.push(text_of(&chars, (rest, start)));
        let groups = found.groups.iter().skip(1);
        parts.extend(groups.map(|group| group.map(|range| text_of(&chars, range)).unwrap_or_default()));
        rest = end;
    }
    parts.push(text_of(&chars, (rest, chars.len())));
    Some(parts)
}

/// One attempt at a match.
struct Run<'r> {
    chars: &'r [char],
    groups: &'r mut Vec<Option<(usize, usize)>>,
    steps: &'r mut u32,
}

type Then<'t> = &'t mut dyn FnMut(&mut Run<'_>, usize) -> bool;

impl Run<'_> {
    fn alternatives(&mut self, alternatives: &[Vec<Node>], at: usize, then: Then<'_>) -> bool {
        alternatives.iter().any(|nodes| self.sequence(nodes, at, then))
    }

    fn sequence(&mut self, nodes: &[Node], at: usize, then: Then<'_>) -> bool {
        let Some((first, rest)) = nodes.split_first() else { return then(self, at) };
        *self.steps = self.steps.saturating_sub(1);
        if *self.steps == 0 {
            return false;
        }
        self.node(first, at, &mut |run, at| run.sequence(rest, at, then))
    }

    fn node(&mut self, node: &Node, at: usize, then: Then<'_>) -> bool {
        match node {
            Node::One(set) => self.chars.get(at).is_some_and(|char| set.has(*char)) && then(self, at + 1),
            Node::Start => at == 0 && then(self, at),
            Node::End => at == self.chars.len() && then(self, at),
            Node::Edge => {
                let is_word = |index: Option<usize>| {
                    index
                        .and_then(|index| self.chars.get(index))
                        .is_some_and(|c| c.is_alphanumeric() || *c == '_')
                };
                is_word(at.checked_sub(1)) != is_word(Some(at)) && then(self, at)
            }
            Node::Group(number, alternatives) => {
                let Some(number) = *number else { return self.alternatives(alternatives, at, then) };
                let before = self.groups.get(number).copied().flatten();
                let done = self.alternatives(alternatives, at, &mut |run, end| {
                    let earlier = run.groups.get(number).copied().flatten();
                    run.set(number, Some((at, end)));
                    let done = then(run, end);
                    if !done {
                        run.set(number, earlier);
                    }
                    done
                });
                if !done {
                    self.set(number, before);
                }
                done
            }
            Node::Look { ahead, negated, alternatives } => {
                let seen = if *ahead {
                    self.alternatives(alternatives, at, &mut |_, _| true)
                } else {
                    (0..=at)
                        .rev()
                        .any(|start| self.alternatives(alternatives, start, &mut |_, end| end == at))
                };
                seen != *negated && then(self, at)
            }
            Node::Repeat { node, least, most, greedy } => {
                self.repeat(node, (*least, *most, *greedy), at, then)
            }
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        (least, most, greedy): (u32, u32, bool),
        at: usize,
        then: Then<'_>,
    ) -> bool {
        let next = (least.saturating_sub(1), most.saturating_sub(1), greedy);
        if least == 0 && !greedy && then(self, at) {
            return true;
        }
        *self.steps = self.steps.saturating_sub(1);
        let again = most > 0
            && *self.steps > 0
            && self
                .node(node, at, &mut |run, end| (end > at || least > 0) && run.repeat(node, next, end, then));
        again || (least == 0 && greedy && then(self, at))
    }

    fn set(&mut self, number: usize, range: Option<(usize, usize)>) {
        if let Some(group) = self.groups.get_mut(number) {
            *group = range;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(pattern: &str, replacement: &str, text: &str) -> Option<String> {
        substitute(&parse(pattern)?, replacement, text)
    }

    #[test]
    fn makes_words_of_class_names_as_python_does() {
        let name = "HTTPServerName2Go";
        assert_eq!(replaced(r"(?<!^)(?=[A-Z])", "_", "FlowRunState").as_deref(), Some("Flow_Run_State"));
        assert_eq!(replaced(r"(.)([A-Z][a-z]+)", r"\1_\2", name).as_deref(), Some("HTTP_ServerName2_Go"));
        assert_eq!(replaced(r"([a-z0-9])([A-Z])", r"\1_\2", name).as_deref(), Some("HTTPServer_Name2_Go"));
        let flask = r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))";
        assert_eq!(replaced(flask, r"_\1", name).as_deref(), Some("HTTP_Server_Name2_Go"));
        assert_eq!(replaced(r"\W+|x*?$", "", "a-b c").as_deref(), Some("abc"));
        let parts = parse("(?=[A-Z])").and_then(|pattern| split(&pattern, "CaseType"));
        assert_eq!(parts, Some(vec![String::new(), "Case".to_owned(), "Type".to_owned()]));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert!(parse(r"(?P<a>x)(?P=a)").is_none());
        assert!(parse("(").is_none());
        assert_eq!(replaced("(a*)*b", "", &"a".repeat(40)), None);
    }
}
