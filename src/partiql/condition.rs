//! `WHERE`: conditions, lowered to the tree that filters and condition expressions are evaluated from.

use super::function::{check_bounds, check_count, check_operands, check_ordered};
use super::keyword::is_keyword;
use super::lexer::Kind;
use super::malformed::malformed;
use super::tokens::Tokens;
use crate::expression::ast::{Ast, Comparator, Function, Node, NodeId};
use crate::model::{Failure, Raw, ValueRef};

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
const TYPES: [(&str, &str); 9] = [
    ("NULL", "NULL"),
    ("BOOL", "BOOL"),
    ("BOOLEAN", "BOOL"),
    ("NUMERIC", "N"),
    ("STRING", "S"),
    ("BLOB", "B"),
    ("LIST", "L"),
    ("STRUCT", "M"),
    ("TUPLE", "M"),
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
        _ => b"\x05\x01M",
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
    /// The keyword MISSING, which has its place behind IS.
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
        if part.sort == Sort::Operand { Ok(part.node) } else { Err(self.misplaced(part)) }
    }

    /// An operand of a comparison: conditions are true or false.
    fn comparable(&self, part: Part) -> Result<NodeId, Failure> {
        if part.sort == Sort::Missing { Err(self.misplaced(part)) } else { Ok(part.node) }
    }

    #[cold]
    fn misplaced(&self, part: Part) -> Failure {
        match part.sort {
            Sort::Missing => Failure::validation("MISSING must be compared using IS operator"),
            _ => self.tokens.unexpected(),
        }
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
            return self.equality();
        }
        let part = self.nested(Self::negation)?;
        self.negated(true, part)
    }

    fn negated(&mut self, negated: bool, part: Part) -> Result<Part, Failure> {
        let node = self.condition(part)?;
        if negated { self.push(Node::Not(node)) } else { Ok(part) }
    }

    /// What binds looser than an order: `=`, `<>`, IS and IN, one after another.
    fn equality(&mut self) -> Result<Part, Failure> {
        let mut left = self.relation()?;
        loop {
            if let Some(comparator) = self.comparator(false) {
                let right = self.relation()?;
                left = self.compare(comparator, left, right)?;
            } else if self.tokens.word("IS") {
                left = self.is(self.comparable(left)?)?;
            } else {
                let negated = self.tokens.words(&["NOT", "IN"]);
                if !negated && !self.tokens.word("IN") {
                    return Ok(left);
                }
                let part = self.is_in(self.comparable(left)?)?;
                left = self.negated(negated, part)?;
            }
        }
    }

    /// `<` and the like, and BETWEEN, one after another.
    fn relation(&mut self) -> Result<Part, Failure> {
        let mut left = self.primary()?;
        loop {
            if let Some(comparator) = self.comparator(true) {
                let right = self.primary()?;
                left = self.compare(comparator, left, right)?;
                continue;
            }
            let negated = self.tokens.words(&["NOT", "BETWEEN"]);
            if !negated && !self.tokens.word("BETWEEN") {
                return Ok(left);
            }
            let tested = self.comparable(left)?;
            let lower = self.operand()?;
            if !self.tokens.word("AND") {
                return Err(self.tokens.unexpected());
            }
            let upper = self.operand()?;
            check_ordered("BETWEEN", self.ast, &[tested, lower, upper])?;
            check_bounds(self.ast, lower, upper)?;
            let operands = self.ast.operands([tested, lower, upper]);
            let part = self.push(Node::Between(operands))?;
            left = self.negated(negated, part)?;
        }
    }

    /// Steps over a comparison if one that asks for an order, or one that does not, is in hand.
    fn comparator(&mut self, orders: bool) -> Option<Comparator> {
        if self.tokens.kind() != Kind::Comparison {
            return None;
        }
        let sign = self.tokens.slice();
        let (_, found) =
            COMPARATORS.iter().find(|(text, found)| *text == sign && ordered(*found) == orders)?;
        self.tokens.at += 1;
        Some(*found)
    }

    fn compare(&mut self, comparator: Comparator, left: Part, right: Part) -> Result<Part, Failure> {
        let (left, right) = (self.comparable(left)?, self.comparable(right)?);
        if ordered(comparator) {
            check_ordered(comparator.text(), self.ast, &[left, right])?;
        }
        self.push(Node::Compare(comparator, left, right))
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
        if self.tokens.kind() != Kind::Word {
            return Err(self.tokens.unexpected());
        }
        let found = TYPES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        let Some((_, name)) = found else {
            let text = "Unsupported data type for IS operator: ".to_owned() + &word.to_ascii_uppercase();
            return Err(Failure::validation(text));
        };
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
            let text = "The IN operator is provided with too many operands; number of operands: ";
            return Err(Failure::validation(text.to_owned() + &count.to_string()));
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
        check_count(function, operands.len())?;
        check_operands(function, self.ast, &operands)?;
        self.call(function, &operands)
    }
}

/// Whether a comparison asks for an order.
const fn ordered(comparator: Comparator) -> bool {
    !matches!(comparator, Comparator::Equal | Comparator::NotEqual)
}
