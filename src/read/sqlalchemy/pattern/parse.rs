//! Patterns as trees.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The ways in which it matches.
    pub(super) alternatives: Vec<Vec<Node>>,
    /// How many groups it has.
    pub(super) groups: usize,
}

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    /// One character.
    One(Set),
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `\b`.
    Edge,
    /// `(...)`, `(?:...)`.
    Group(Option<usize>, Vec<Vec<Node>>),
    /// `(?=...)`, `(?!...)`, `(?<=...)`, `(?<!...)`.
    Look {
        /// Whether it looks ahead.
        ahead: bool,
        /// Whether it must not match.
        negated: bool,
        /// What it looks for.
        alternatives: Vec<Vec<Node>>,
    },
    /// `*`, `+`, `?`, `{2,3}`.
    Repeat {
        /// What is repeated.
        node: Box<Node>,
        /// How often at least.
        least: u32,
        /// How often at most.
        most: u32,
        /// Whether it takes as many as it can.
        greedy: bool,
    },
}

/// A set of characters.
#[derive(Debug, Default)]
pub(super) struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
    /// `\d`, `\w`, `\s`, and their contraries in capitals.
    classes: Vec<char>,
}

impl Set {
    /// Whether a character belongs to it.
    pub(super) fn has(&self, char: char) -> bool {
        let within = self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&char));
        let classed = self.classes.iter().any(|class| match class {
            'd' => char.is_numeric(),
            'D' => !char.is_numeric(),
            'w' => char.is_alphanumeric() || char == '_',
            'W' => !(char.is_alphanumeric() || char == '_'),
            's' => char.is_whitespace(),
            'S' => !char.is_whitespace(),
            _ => false,
        });
        (within || classed) != self.negated
    }
}

/// Reads a pattern; `None` where it has something that is not known here.
pub(super) fn parse(text: &str) -> Option<Pattern> {
    let mut reader = Reader { rest: text.chars().peekable(), groups: 0, depth: 0 };
    let alternatives = reader.alternatives()?;
    reader.rest.next().is_none().then_some(Pattern { alternatives, groups: reader.groups })
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    groups: usize,
    depth: u32,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Option<Vec<Vec<Node>>> {
        self.depth += 1;
        if self.depth > 32 {
            return None;
        }
        let mut alternatives = vec![Vec::new()];
        while let Some(next) = self.rest.peek().copied() {
            match next {
                ')' => break,
                '|' => {
                    self.rest.next();
                    alternatives.push(Vec::new());
                }
                _ => {
                    let node = self.node()?;
                    let node = self.repeated(node)?;
                    alternatives.last_mut()?.push(node);
                }
            }
        }
        self.depth -= 1;
        Some(alternatives)
    }

    fn node(&mut self) -> Option<Node> {
        Some(match self.rest.next()? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::One(Set { negated: true, ranges: vec![('\n', '\n')], classes: Vec::new() }),
            '(' => self.group()?,
            '[' => Node::One(self.set()?),
            '\\' => match self.rest.next()? {
                'b' => Node::Edge,
                'A' => Node::Start,
                'Z' => Node::End,
                class @ ('d' | 'D' | 'w' | 'W' | 's' | 'S') => {
                    Node::One(Set { classes: vec![class], ..Set::default() })
                }
                char if char.is_alphanumeric() => return None,
                char => one(char),
            },
            '*' | '+' | '?' | '{' => return None,
            char => one(char),
        })
    }

    fn group(&mut self) -> Option<Node> {
        let node = if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => Node::Group(None, self.alternatives()?),
                '=' => Node::Look { ahead: true, negated: false, alternatives: self.alternatives()? },
                '!' => Node::Look { ahead: true, negated: true, alternatives: self.alternatives()? },
                '<' => {
                    let negated = match self.rest.next()? {
                        '=' => false,
                        '!' => true,
                        _ => return None,
                    };
                    Node::Look { ahead: false, negated, alternatives: self.alternatives()? }
                }
                _ => return None,
            }
        } else {
            self.groups += 1;
            let number = self.groups;
            Node::Group(Some(number), self.alternatives()?)
        };
        (self.rest.next()? == ')').then_some(node)
    }

    fn set(&mut self) -> Option<Set> {
        let mut set = Set { negated: self.rest.next_if_eq(&'^').is_some(), ..Set::default() };
        let mut first = true;
        loop {
            let from = match self.rest.next()? {
                ']' if !first => return Some(set),
                '\\' => match self.rest.next()? {
                    class @ ('d' | 'D' | 'w' | 'W' | 's' | 'S') => {
                        set.classes.push(class);
                        first = false;
                        continue;
                    }
                    char if char.is_alphanumeric() => return None,
                    char => char,
                },
                char => char,
            };
            first = false;
            let mut to = from;
            if self.rest.peek() == Some(&'-') {
                self.rest.next();
                match self.rest.next()? {
                    ']' => {
                        set.ranges.extend([(from, from), ('-', '-')]);
                        return Some(set);
                    }
                    '\\' => return None,
                    end => to = end,
                }
            }
            set.ranges.push((from, to));
        }
    }

    fn repeated(&mut self, node: Node) -> Option<Node> {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, u32::MAX),
            Some('+') => (1, u32::MAX),
            Some('?') => (0, 1),
            Some('{') => {
                self.rest.next();
                let text: String = self.rest.by_ref().take_while(|char| *char != '}').collect();
                let (least, most) = text.split_once(',').unwrap_or((&text, &text));
                let most = if most.is_empty() { u32::MAX } else { most.parse().ok()? };
                let least = if least.is_empty() { 0 } else { least.parse().ok()? };
                let greedy = self.rest.next_if_eq(&'?').is_none();
                return Some(Node::Repeat { node: Box::new(node), least, most, greedy });
            }
            Some(_) | None => return Some(node),
        };
        self.rest.next();
        let greedy = self.rest.next_if_eq(&'?').is_none();
        Some(Node::Repeat { node: Box::new(node), least, most, greedy })
    }
}

fn one(char: char) -> Node {
    Node::One(Set { ranges: vec![(char, char)], ..Set::default() })
}
