//! Which family of databases wrote a dump. Families differ in what ends a string, a comment and a statement, and a wrong
//! guess would read data as code; so the marks of the tools decide, and a dump without any is read as standard SQL.

/// A family of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// MySQL and MariaDB.
    MySql,
    Postgres,
    SqlServer,
    Oracle,
    /// SQLite, standard SQL, and what gives no sign.
    Other,
}

/// How a dump is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub family: Family,
    /// A backslash escapes in plain strings.
    pub backslash: bool,
    /// `$` may stand inside a word.
    pub dollar: bool,
}

const MARKS: [(&str, Family, u32); 45] = [
    ("MYSQL DUMP", Family::MySql, 5),
    ("MARIADB DUMP", Family::MySql, 5),
    ("PHPMYADMIN", Family::MySql, 5),
    ("/*!4", Family::MySql, 3),
    ("ENGINE=", Family::MySql, 3),
    ("ENGINE =", Family::MySql, 3),
    ("AUTO_INCREMENT", Family::MySql, 2),
    ("LOCK TABLES", Family::MySql, 3),
    ("UNLOCK TABLES", Family::MySql, 2),
    ("INSERT IGNORE", Family::MySql, 2),
    ("REPLACE INTO", Family::MySql, 1),
    ("`", Family::MySql, 2),
    ("_BINARY '", Family::MySql, 2),
    ("POSTGRESQL", Family::Postgres, 3),
    ("FROM STDIN", Family::Postgres, 4),
    ("STANDARD_CONFORMING_STRINGS", Family::Postgres, 5),
    ("PG_CATALOG", Family::Postgres, 4),
    ("CHARACTER VARYING", Family::Postgres, 2),
    ("OWNER TO", Family::Postgres, 3),
    ("$$", Family::Postgres, 1),
    ("::", Family::Postgres, 1),
    (" E'", Family::Postgres, 2),
    (",E'", Family::Postgres, 2),
    ("(E'", Family::Postgres, 2),
    ("\\COPY", Family::Postgres, 3),
    ("BIGSERIAL", Family::Postgres, 1),
    ("[DBO]", Family::SqlServer, 4),
    (".DBO.", Family::SqlServer, 3),
    ("\nGO\n", Family::SqlServer, 4),
    ("IDENTITY_INSERT", Family::SqlServer, 4),
    ("NVARCHAR", Family::SqlServer, 2),
    (" N'", Family::SqlServer, 1),
    (",N'", Family::SqlServer, 1),
    ("(N'", Family::SqlServer, 1),
    ("CLUSTERED", Family::SqlServer, 2),
    ("UNIQUEIDENTIFIER", Family::SqlServer, 2),
    ("VARCHAR2", Family::Oracle, 4),
    ("TO_DATE(", Family::Oracle, 2),
    ("TO_TIMESTAMP(", Family::Oracle, 2),
    ("\n/\n", Family::Oracle, 2),
    ("\nREM ", Family::Oracle, 4),
    ("SET DEFINE OFF", Family::Oracle, 4),
    ("INSERT ALL", Family::Oracle, 2),
    ("FROM DUAL", Family::Oracle, 2),
    (" Q'", Family::Oracle, 1),
];

impl Dialect {
    /// From the first bytes.
    pub(super) fn detect(head: &[u8]) -> Self {
        let text = format!("\n{}", String::from_utf8_lossy(head).to_ascii_uppercase().replace("\r\n", "\n"));
        let weigh = |family: Family| -> u32 { MARKS.iter().filter(|(mark, f, _)| *f == family && text.contains(mark)).map(|(_, _, w)| w).sum() };
        // On a tie the later of the list wins.
        let families = [Family::Oracle, Family::SqlServer, Family::Postgres, Family::MySql];
        let family = families.into_iter().max_by_key(|f| weigh(*f)).filter(|f| weigh(*f) > 0).unwrap_or(Family::Other);
        let backslash = match family {
            Family::MySql => !text.contains("NO_BACKSLASH_ESCAPES"),
            Family::Postgres => text.contains("STANDARD_CONFORMING_STRINGS = OFF"),
            Family::Other => escapes_quotes(&text),
            Family::SqlServer | Family::Oracle => false,
        };
        Self { family, backslash, dollar: true }
    }

    /// Whether comments nest.
    pub(super) fn nested_comments(self) -> bool {
        matches!(self.family, Family::Postgres | Family::SqlServer)
    }

    /// Whether `/*! */` holds code.
    pub(super) fn executable_comments(self) -> bool {
        matches!(self.family, Family::MySql | Family::Other)
    }
}

/// Whether `\'` stands where a string cannot end, which only makes sense as an escape.
fn escapes_quotes(text: &str) -> bool {
    text.match_indices("\\'").any(|(at, _)| text.get(at + 2..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_the_tools_decide() {
        let family = |text: &str| Dialect::detect(text.as_bytes()).family;
        assert_eq!(family("-- MySQL dump 10.13\nINSERT INTO `a` VALUES (1);"), Family::MySql);
        assert_eq!(family("-- PostgreSQL database dump\nCOPY a (b) FROM stdin;\n"), Family::Postgres);
        assert_eq!(family("INSERT [dbo].[a] ([b]) VALUES (N'c')\r\nGO\r\n"), Family::SqlServer);
        assert_eq!(family("REM INSERTING into A\nSET DEFINE OFF;\nInsert into A (B) values (to_date('1','Y'));"), Family::Oracle);
        assert_eq!(family("INSERT INTO a VALUES ('it''s');"), Family::Other);
    }

    #[test]
    fn without_marks_an_escaped_quote_tells() {
        assert!(Dialect::detect(b"INSERT INTO a VALUES ('it\\'s');").backslash);
        assert!(!Dialect::detect(b"INSERT INTO a VALUES ('C:\\','x');").backslash);
    }
}
