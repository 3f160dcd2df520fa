//! `SET` and `REMOVE`, lowered to the actions of update expressions.

use super::function::{check_count, wrong_type};
use super::keyword::is_keyword;
use super::lexer::Kind;
use super::malformed::malformed;
use super::tokens::Tokens;
use crate::expression::ast::{Arithmetic, Ast, Function, Node, NodeId, Path};
use crate::expression::update::{Action, Change, Update};
use crate::model::{Failure, Type};

/// Operators that a SET may have: what bounds evaluation.
const MOST_OPERATORS: usize = 300;
/// Functions and parentheses that may stand inside one another.
const DEEPEST: u32 = 16;

/// Parses the clauses of an update.
///
/// # Errors
/// Syntax, unknown functions, wrong operands, paths that overlap or conflict.
pub(super) fn parse<'a>(tokens: &mut Tokens<'a>) -> Result<Update<'a>, Failure> {
    let mut parser = Parser { tokens, ast: Ast::new(), depth: 0 };
    let mut actions = Vec::new();
    loop {
        let set = parser.tokens.word("SET");
        if !set && !parser.tokens.word("REMOVE") {
            break;
        }
        loop {
            let path = parser.tokens.path(&mut parser.ast)?;
            let change = if set { parser.assignment(path)? } else { Change::Remove };
            actions.push(Action { path, change });
            if !parser.tokens.accept(Kind::Comma) {
                break;
            }
        }
    }
    if actions.is_empty() {
        return Err(malformed(&["Expected data manipulation"]));
    }
    Update::new(parser.ast, &actions).map_err(|mut failure| {
        if let Some(text) = failure.message.strip_prefix("Invalid UpdateExpression: ") {
            failure.message = text.to_owned();
        }
        failure
    })
}

struct Parser<'p, 'a> {
    tokens: &'p mut Tokens<'a>,
    ast: Ast<'a>,
    depth: u32,
}

impl<'a> Parser<'_, 'a> {
    fn assignment(&mut self, target: Path) -> Result<Change<'a>, Failure> {
        if !self.tokens.equals() {
            return Err(malformed(&["Expected OPERATOR"]));
        }
        let name = if self.is_call() { self.tokens.slice() } else { "" };
        for (function, adds) in [("set_add", true), ("set_delete", false)] {
            if name.eq_ignore_ascii_case(function) {
                return self.set_change(target, adds);
            }
        }
        self.sum().map(Change::Set)
    }

    fn is_call(&self) -> bool {
        self.tokens.kind() == Kind::Word
            && self.tokens.peek(1) == Kind::LeftParen
            && !is_keyword(self.tokens.slice())
    }

    /// `set_add(path, set)` and `set_delete(path, set)`, whose path is the one that is set.
    fn set_change(&mut self, target: Path, adds: bool) -> Result<Change<'a>, Failure> {
        let name = self.tokens.slice().to_ascii_uppercase();
        let place = self.tokens.place();
        self.tokens.at += 2;
        // They have a tree of their own, for they are no operands of the update.
        let outer = core::mem::take(&mut self.ast);
        let operands = self.operands();
        let apart = core::mem::replace(&mut self.ast, outer);
        let refuse = |parts: &[&str]| Err(Failure::validation(parts.concat() + " at " + &place));
        let [first, second] = operands?[..] else {
            return refuse(&[&name, " must have exactly two arguments"]);
        };
        match apart.node(first) {
            Node::Path(path) if apart.steps(path) == self.ast.steps(target) => {}
            _ => return refuse(&["The first argument to ", &name, " must equal the assignment value"]),
        }
        match apart.node(second) {
            Node::Value(value) if matches!(value.ty(), Type::SS | Type::NS | Type::BS) => {
                Ok(if adds { Change::Add(value) } else { Change::Delete(value) })
            }
            _ => refuse(&["The second argument to ", &name, " must be a value with type SET"]),
        }
    }

    /// The operands of a function up to its closing parenthesis.
    fn operands(&mut self) -> Result<Vec<NodeId>, Failure> {
        let mut operands = Vec::new();
        while !self.tokens.accept(Kind::RightParen) {
            if !operands.is_empty() {
                self.tokens.expect(Kind::Comma)?;
            }
            operands.push(self.sum()?);
        }
        Ok(operands)
    }

    /// Refuses a literal of another type than an operator takes.
    fn check(&self, operator: &str, operand: NodeId, wanted: Type) -> Result<(), Failure> {
        match self.ast.node(operand) {
            Node::Value(value) if value.ty() != wanted => Err(wrong_type(operator, value.ty())),
            _ => Ok(()),
        }
    }

    fn sum(&mut self) -> Result<NodeId, Failure> {
        let mut left = self.term()?;
        loop {
            let operator = if self.tokens.accept(Kind::Plus) {
                Arithmetic::Plus
            } else if self.tokens.accept(Kind::Minus) {
                Arithmetic::Minus
            } else {
                return Ok(left);
            };
            let right = self.term()?;
            for operand in [left, right] {
                self.check(operator.text(), operand, Type::N)?;
            }
            left = self.ast.push(Node::Arithmetic(operator, left, right));
            if self.ast.nodes().len() > MOST_OPERATORS * 2 {
                return Err(malformed(&["The expression contains too many operators; operator count: 301"]));
            }
        }
    }

    fn term(&mut self) -> Result<NodeId, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(malformed(&["The expression is nested too deep"]));
        }
        let node = self.inner_term();
        self.depth -= 1;
        node
    }

    fn inner_term(&mut self) -> Result<NodeId, Failure> {
        if let Some(value) = self.tokens.literal() {
            return Ok(self.ast.push(Node::Value(value)));
        }
        if self.tokens.accept(Kind::LeftParen) {
            let node = self.sum()?;
            self.tokens.expect(Kind::RightParen)?;
            return Ok(node);
        }
        if self.is_call() {
            let name = self.tokens.slice();
            if !name.eq_ignore_ascii_case(Function::ListAppend.text()) {
                return Err(malformed(&["Unsupported function: ", name]));
            }
            self.tokens.at += 2;
            let function = Function::ListAppend;
            let operands = self.operands()?;
            check_count(function, operands.len())?;
            for operand in &operands {
                self.check(function.text(), *operand, Type::L)?;
            }
            let operands = self.ast.operands(operands);
            return Ok(self.ast.push(Node::Call { function, operands, condition: false }));
        }
        let path = self.tokens.path(&mut self.ast)?;
        Ok(self.ast.push(Node::Path(path)))
    }
}
