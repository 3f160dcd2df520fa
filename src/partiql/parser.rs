//! Statements.

use super::keyword::is_keyword;
use super::lexer::Kind;
use super::malformed::malformed;
use super::statement::{Returning, Statement, Verb};
use super::tokens::Tokens;
use super::{condition, update};
use crate::expression::ast::Ast;
use crate::expression::columns::Columns;
use crate::model::{Failure, Raw, Type};

const RETURNED: [(&[&str], Returning); 4] = [
    (&["ALL", "OLD"], Returning::AllOld),
    (&["ALL", "NEW"], Returning::AllNew),
    (&["MODIFIED", "OLD"], Returning::ModifiedOld),
    (&["MODIFIED", "NEW"], Returning::ModifiedNew),
];

/// Parses one statement, which may end with a semicolon.
///
/// # Errors
/// Anything that is no statement of the four kinds, or no EXISTS.
pub(super) fn statement<'a>(mut tokens: Tokens<'a>) -> Result<Statement<'a>, Failure> {
    let tokens = &mut tokens;
    let statement = if tokens.word("SELECT") {
        select(tokens, Verb::Select)?
    } else if tokens.words(&["INSERT", "INTO"]) {
        insert(tokens)?
    } else if tokens.word("UPDATE") {
        let mut statement = Statement::new(Verb::Update, written(tokens)?, None);
        statement.update = Some(update::parse(tokens)?);
        filter(tokens, &mut statement)?;
        returning(tokens, statement)?
    } else if tokens.word("FROM") {
        let mut statement = Statement::new(Verb::Update, written(tokens)?, None);
        filter(tokens, &mut statement)?;
        statement.update = Some(update::parse(tokens)?);
        returning(tokens, statement)?
    } else if tokens.word("DELETE") {
        if !tokens.word("FROM") {
            return Err(malformed(&["Expected FROM after DELETE"]));
        }
        let mut statement = Statement::new(Verb::Delete, written(tokens)?, None);
        filter(tokens, &mut statement)?;
        returning(tokens, statement)?
    } else if tokens.word("EXISTS") {
        tokens.expect(Kind::LeftParen)?;
        if !tokens.word("SELECT") {
            return Err(tokens.unexpected());
        }
        let statement = select(tokens, Verb::Exists)?;
        tokens.expect(Kind::RightParen)?;
        statement
    } else {
        return Err(malformed(&["Expected data manipulation"]));
    };
    tokens.accept(Kind::Semicolon);
    if tokens.kind() != Kind::End {
        return Err(trailing(tokens));
    }
    if tokens.aliased {
        return Err(Failure::validation("Aliasing is not supported"));
    }
    Ok(statement)
}

/// Something follows a whole statement: a clause of SQL that is not served, or anything.
#[cold]
fn trailing(tokens: &Tokens<'_>) -> Failure {
    for clause in ["LIMIT", "GROUP", "HAVING"] {
        if tokens.is(clause) {
            return Failure::validation("Unsupported clause: ".to_owned() + clause);
        }
    }
    malformed(&["Unexpected token after expression"])
}

/// `"table"` or `"table"."index"`.
fn table<'a>(tokens: &mut Tokens<'a>) -> Result<(&'a str, Option<&'a str>), Failure> {
    let table = tokens.name(false)?;
    let index = if tokens.accept(Kind::Dot) { Some(tokens.name(true)?) } else { None };
    if matches!(tokens.kind(), Kind::Dot | Kind::LeftBracket) {
        return Err(Failure::validation("A path may contain at most 2 components in the FROM clause"));
    }
    if table.is_empty() || index == Some("") {
        return Err(Failure::validation("Path component cannot be an empty string"));
    }
    alias(tokens)?;
    Ok((table, index))
}

/// The table that a statement writes to, which is none of the indexes.
fn written<'a>(tokens: &mut Tokens<'a>) -> Result<&'a str, Failure> {
    match table(tokens)? {
        (table, None) => Ok(table),
        _ => Err(Failure::validation(
            "FROM clause may only contain a single table name in data manipulation statements",
        )),
    }
}

/// Steps over another name for a table or a column, which is refused once the rest is known to be a statement.
fn alias(tokens: &mut Tokens<'_>) -> Result<(), Failure> {
    let announced = tokens.word("AS") || tokens.word("BY");
    let is_name = tokens.kind() == Kind::Quoted || tokens.kind() == Kind::Word && !is_keyword(tokens.slice());
    if announced || is_name {
        tokens.name(false)?;
        tokens.aliased = true;
    }
    Ok(())
}

fn select<'a>(tokens: &mut Tokens<'a>, verb: Verb) -> Result<Statement<'a>, Failure> {
    let columns = columns(tokens)?;
    if !tokens.word("FROM") {
        return Err(malformed(&["Expected FROM after SELECT list"]));
    }
    let (table, index) = table(tokens)?;
    let mut statement = Statement::new(verb, table, index);
    statement.columns = columns;
    filter(tokens, &mut statement)?;
    if tokens.words(&["ORDER", "BY"]) {
        loop {
            let name = tokens.name(false)?;
            let descends = tokens.word("DESC");
            if !descends {
                tokens.word("ASC");
            }
            statement.order.push((name, descends));
            if !tokens.accept(Kind::Comma) {
                break;
            }
        }
    }
    Ok(statement)
}

/// `*`, or paths.
fn columns<'a>(tokens: &mut Tokens<'a>) -> Result<Option<Columns<'a>>, Failure> {
    if tokens.accept(Kind::Star) {
        if tokens.kind() == Kind::Comma {
            return Err(star());
        }
        return Ok(None);
    }
    let mut ast = Ast::new();
    let mut paths = Vec::new();
    loop {
        if tokens.kind() == Kind::Star {
            return Err(star());
        }
        paths.push(tokens.path(&mut ast)?);
        alias(tokens)?;
        if !tokens.accept(Kind::Comma) {
            return Columns::new(ast, &paths).map(Some);
        }
    }
}

#[cold]
fn star() -> Failure {
    malformed(&["Other expressions may not be present in the select list when '*' is used"])
}

fn insert<'a>(tokens: &mut Tokens<'a>) -> Result<Statement<'a>, Failure> {
    let mut statement = Statement::new(Verb::Insert, written(tokens)?, None);
    if !tokens.word("VALUE") {
        return Err(tokens.unexpected());
    }
    statement.item = tokens.literal().filter(|item: &Raw<'_>| item.ty() == Type::M);
    if statement.item.is_none() {
        return Err(tokens.unexpected());
    }
    Ok(statement)
}

/// What an update or delete is to return.
fn returning<'a>(tokens: &mut Tokens<'a>, mut statement: Statement<'a>) -> Result<Statement<'a>, Failure> {
    if tokens.word("RETURNING") {
        let found = RETURNED.iter().find(|(words, _)| tokens.words(words));
        let Some((words, returning)) = found else { return Err(tokens.unexpected()) };
        if !tokens.accept(Kind::Star) {
            return Err(malformed(&[
                "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause",
            ]));
        }
        if statement.verb == Verb::Delete && *returning != Returning::AllOld {
            let parts = [
                "Invalid returning clause: RETURNING ",
                &words.join(" "),
                " *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
            ];
            return Err(Failure::validation(parts.concat()));
        }
        statement.returning = Some(*returning);
    }
    Ok(statement)
}

fn filter<'a>(tokens: &mut Tokens<'a>, statement: &mut Statement<'a>) -> Result<(), Failure> {
    if tokens.word("WHERE") {
        let mut ast = Ast::new();
        let root = condition::parse(tokens, &mut ast)?;
        statement.condition = Some((ast, root));
    }
    Ok(())
}
