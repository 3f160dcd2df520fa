//! `WHERE`: conditions, lowered to the tree that filters and condition expressions are evaluated from.

use super::keyword::is_keyword;
use super::lexer::Kind;
use super::malformed::malformed;
use super::tokens::Tokens;
use crate::expression::ast::{Ast, Comparator, Function, Node, NodeId};
use crate::model::{Failure, Raw, Type, ValueRef};

/// Operators and functions a condition may have: what bounds evaluation, as in expressions.
const MOST_OPERATORS: u32 = 300;
/// Parentheses and negations that may stand inside one another: what bounds parsing.
const DEEPEST: u32 = 64;
/// Values an IN may list.
const MOST_IN_OPERANDS: usize = 100;

const COMPARATORS: [(&str, Comparator); 7] = [
    ("=", Comparator::Equal),
    ("<>", Comparator::NotEqual),
    ("!=", Comparator::NotEqual),
    ("<", Comparator::Less),
    ("<=", Comparator::LessEqual),
    (">", Comparator::Greater),
    (">=", Comparator::GreaterEqual),
];

/// Names of types behind IS, with the name that values of the type carry.
const TYPES: [(&str, &str); 24] = [
    ("NULL", "NULL"),
    ("BOOL", "BOOL"),
    ("BOOLEAN", "BOOL"),
    ("N", "N"),
    ("NUMBER", "N"),
    ("INT", "N"),
    ("INTEGER", "N"),
    ("DECIMAL", "N"),
    ("NUMERIC", "N"),
    ("FLOAT", "N"),
    ("S", "S"),
    ("STRING", "S"),
    ("VARCHAR", "S"),
    ("CHAR", "S"),
    ("B", "B"),
    ("BLOB", "B"),
    ("BINARY", "B"),
    ("L", "L"),
    ("LIST", "L"),
    ("M", "M"),
    ("MAP", "M"),
    ("SS", "SS"),
    ("NS", "NS"),
    ("BS", "BS"),
];

/// Encoded strings that name types, for the operand that an IS test compares with.
const fn type_literal(name: &str) -> &'static [u8] {
    match name.as_bytes() {
        b"NULL" => b"\x05\x04NULL",
        b"BOOL" => b"\x05\x04BOOL",
        b"N" => b"\x05\x01N",
        b"S" => b"\x05\x01S",
        b"B" => b"\x05\x01B",
        b"L" => b"\x05\x01L",
        b"M" => b"\x05\x01M",
        b"SS" => b"\x05\x02SS",
        b"NS" => b"\x05\x02NS",
        _ => b"\x05\x02BS",
    }
}

/// What a part of the text came to.
#[derive(Clone, Copy)]
struct Part {
    node: NodeId,
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Condition,
    Operand,
    /// The keyword MISSING, which equality and inequality can be tested against.
    Missing,
}

/// Parses a condition; gives its place in the tree.
///
/// # Errors
/// Syntax, unknown functions, wrong operands, more operators or nesting than is allowed.
pub(super) fn parse<'a>(tokens: &mut Tokens<'a>, ast: &mut Ast<'a>) -> Result<NodeId, Failure> {
    let mut parser = Parser { tokens, ast, operators: 0, depth: 0 };
    let part = parser.disjunction()?;
    parser.condition(part)
}

struct Parser<'p, 'a> {
    tokens: &'p mut Tokens<'a>,
    ast: &'p mut Ast<'a>,
    operators: u32,
    depth: u32,
}

impl<'a> Parser<'_, 'a> {
    fn push(&mut self, node: Node<'a>) -> Result<Part, Failure> {
        self.operators += 1;
        if self.operators > MOST_OPERATORS {
            return Err(malformed(&["The expression contains too many operators; operator count: 301"]));
        }
        Ok(Part { node: self.ast.push(node), sort: Sort::Condition })
    }

    fn condition(&self, part: Part) -> Result<NodeId, Failure> {
        if part.sort == Sort::Condition { Ok(part.node) } else { Err(self.tokens.unexpected()) }
    }

    fn operand(&mut self) -> Result<NodeId, Failure> {
        let part = self.primary()?;
        if part.sort == Sort::Operand { Ok(part.node) } else { Err(self.tokens.unexpected()) }
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Result<Part, Failure>) -> Result<Part, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(malformed(&["The expression is nested too deep"]));
        }
        let part = parse(self);
        self.depth -= 1;
        part
    }

    fn disjunction(&mut self) -> Result<Part, Failure> {
        let mut left = self.conjunction()?;
        while self.tokens.word("OR") {
            let right = self.conjunction()?;
            left = self.push(Node::Or(self.condition(left)?, self.condition(right)?))?;
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Part, Failure> {
        let mut left = self.negation()?;
        while self.tokens.word("AND") {
            let right = self.negation()?;
            left = self.push(Node::And(self.condition(left)?, self.condition(right)?))?;
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Part, Failure> {
        if !self.tokens.word("NOT") {
            return self.test();
        }
        let part = self.nested(Self::negation)?;
        self.negated(true, part)
    }

    fn negated(&mut self, negated: bool, part: Part) -> Result<Part, Failure> {
        let node = self.condition(part)?;
        if negated { self.push(Node::Not(node)) } else { Ok(part) }
    }

    fn test(&mut self) -> Result<Part, Failure> {
        let left = self.primary()?;
        if left.sort == Sort::Condition {
            return Ok(left);
        }
        if self.tokens.kind() == Kind::Comparison {
            return self.comparison(left);
        }
        if left.sort == Sort::Missing {
            return Err(self.tokens.unexpected());
        }
        if self.tokens.word("IS") {
            return self.is(left.node);
        }
        let negated = self.tokens.word("NOT");
        let part = if self.tokens.word("BETWEEN") {
            let lower = self.operand()?;
            if !self.tokens.word("AND") {
                return Err(self.tokens.unexpected());
            }
            let upper = self.operand()?;
            let operands = self.ast.operands([left.node, lower, upper]);
            self.push(Node::Between(operands))?
        } else if self.tokens.word("IN") {
            self.is_in(left.node)?
        } else if negated {
            return Err(self.tokens.unexpected());
        } else {
            return Ok(left);
        };
        self.negated(negated, part)
    }

    fn comparison(&mut self, left: Part) -> Result<Part, Failure> {
        let sign = self.tokens.slice();
        let found = COMPARATORS.iter().find(|(text, _)| *text == sign);
        let Some((_, comparator)) = found else { return Err(self.tokens.unexpected()) };
        self.tokens.at += 1;
        let right = self.primary()?;
        match (left.sort, right.sort) {
            (Sort::Operand, Sort::Operand) => self.push(Node::Compare(*comparator, left.node, right.node)),
            (Sort::Operand, Sort::Missing) | (Sort::Missing, Sort::Operand) => {
                let tested = if left.sort == Sort::Operand { left.node } else { right.node };
                self.missing(tested, *comparator == Comparator::NotEqual)
            }
            _ => Err(self.tokens.unexpected()),
        }
    }

    fn missing(&mut self, tested: NodeId, negated: bool) -> Result<Part, Failure> {
        let function = if negated { Function::AttributeExists } else { Function::AttributeNotExists };
        self.call(function, &[tested])
    }

    fn call(&mut self, function: Function, operands: &[NodeId]) -> Result<Part, Failure> {
        let operands = self.ast.operands(operands.iter().copied());
        let condition = function != Function::Size;
        let part = self.push(Node::Call { function, operands, condition })?;
        Ok(Part { sort: if condition { Sort::Condition } else { Sort::Operand }, ..part })
    }

    /// `IS [NOT] MISSING`, or a type.
    fn is(&mut self, tested: NodeId) -> Result<Part, Failure> {
        let negated = self.tokens.word("NOT");
        if self.tokens.word("MISSING") {
            return self.missing(tested, negated);
        }
        let word = self.tokens.slice();
        let found = TYPES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        let Some((_, name)) = found else { return Err(self.tokens.unexpected()) };
        self.tokens.at += 1;
        let name = self.ast.push(Node::Value(Raw::new(type_literal(name))));
        let part = self.call(Function::AttributeType, &[tested, name])?;
        self.negated(negated, part)
    }

    /// A list, a set or a parameter with one of them; or operands in parentheses.
    fn is_in(&mut self, tested: NodeId) -> Result<Part, Failure> {
        let mut operands = vec![tested];
        if let Some(value) = self.tokens.literal() {
            let ValueRef::L(list) = value.view() else { return Err(self.tokens.unexpected()) };
            for element in list.iter() {
                operands.push(self.ast.push(Node::Value(element)));
            }
        } else {
            self.tokens.expect(Kind::LeftParen)?;
            loop {
                operands.push(self.operand()?);
                if !self.tokens.accept(Kind::Comma) {
                    break;
                }
            }
            self.tokens.expect(Kind::RightParen)?;
        }
        let count = operands.len() - 1;
        if count == 0 {
            return Err(self.tokens.unexpected());
        }
        if count > MOST_IN_OPERANDS {
            let count = count.to_string();
            return Err(malformed(&[
                "The IN operator is provided with too many operands; number of operands: ",
                &count,
            ]));
        }
        let operands = self.ast.operands(operands);
        self.push(Node::In(operands))
    }

    fn primary(&mut self) -> Result<Part, Failure> {
        if let Some(value) = self.tokens.literal() {
            return Ok(Part { node: self.ast.push(Node::Value(value)), sort: Sort::Operand });
        }
        if self.tokens.word("MISSING") {
            return Ok(Part { node: NodeId::MAX, sort: Sort::Missing });
        }
        if self.tokens.accept(Kind::LeftParen) {
            let part = self.nested(Self::disjunction)?;
            self.tokens.expect(Kind::RightParen)?;
            return Ok(part);
        }
        let is_word = self.tokens.kind() == Kind::Word;
        if is_word && self.tokens.peek(1) == Kind::LeftParen && !is_keyword(self.tokens.slice()) {
            return self.function();
        }
        let path = self.tokens.path(self.ast)?;
        Ok(Part { node: self.ast.push(Node::Path(path)), sort: Sort::Operand })
    }

    fn function(&mut self) -> Result<Part, Failure> {
        let name = self.tokens.slice();
        let function = Function::from_text(&name.to_ascii_lowercase());
        if function == Function::Unknown || function.updates() {
            return Err(malformed(&["Unsupported function: ", name]));
        }
        self.tokens.at += 2;
        let mut operands = Vec::new();
        while !self.tokens.accept(Kind::RightParen) {
            if !operands.is_empty() {
                self.tokens.expect(Kind::Comma)?;
            }
            operands.push(self.operand()?);
        }
        if operands.len() != function.operands() {
            let count = operands.len().to_string();
            return Err(malformed(&[
                "Incorrect number of operands for operator or function; operator or function: ",
                function.text(),
                ", number of operands: ",
                &count,
            ]));
        }
        self.check(function, &operands)?;
        self.call(function, &operands)
    }

    /// The operands that expressions would refuse without looking at an item.
    fn check(&self, function: Function, operands: &[NodeId]) -> Result<(), Failure> {
        let last = operands.last().map_or(Node::Constant(false), |id| self.ast.node(*id));
        match (function, last) {
            (Function::AttributeExists | Function::AttributeNotExists, Node::Path(_)) => Ok(()),
            (Function::AttributeExists | Function::AttributeNotExists, _) => Err(malformed(&[
                "Operator or function requires a document path; operator or function: ",
                function.text(),
            ])),
            (Function::AttributeType, Node::Value(value)) => match value.view() {
                ValueRef::S(name) if Type::from_name(name).is_some() => Ok(()),
                ValueRef::S(name) => Err(Failure::validation(
                    [
                        "Invalid attribute type name found; type: ",
                        &String::from_utf8_lossy(name),
                        ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
                    ]
                    .concat(),
                )),
                _ => Err(wrong_type(function, value)),
            },
            (Function::BeginsWith, Node::Value(value)) if !matches!(value.ty(), Type::S | Type::B) => {
                Err(wrong_type(function, value))
            }
            (Function::Size, Node::Value(value))
                if matches!(value.ty(), Type::N | Type::Bool | Type::Null) =>
            {
                Err(wrong_type(function, value))
            }
            _ => Ok(()),
        }
    }
}

#[cold]
fn wrong_type(function: Function, value: Raw<'_>) -> Failure {
    let parts = [
        "Incorrect operand type for operator or function; operator or function: ",
        function.text(),
        ", operand type: ",
        value.ty().name(),
    ];
    Failure::validation(parts.concat())
}
