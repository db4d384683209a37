use super::*;

/// What was read, a line each: `header relation a,b`, `relation line cell|cell`, `relation line field=value|..`.
fn read_all(text: &[u8], limits: &Limits) -> (Vec<String>, Summary) {
    let mut out = Vec::new();
    let mut input = text;
    let summary = read("dir/d.sql", &mut input, limits, &mut |item| {
        match item {
            Item::Header(header) => out.push(format!("header {} {}", header.relation, header.names.join(","))),
            Item::Row(row) => out.push(format!("{} {} {}", row.relation, row.line, row.cells.join("|"))),
            Item::Record(record) => {
                let leaves: Vec<String> = record.leaves.iter().map(|(field, value)| format!("{field}={value}")).collect();
                out.push(format!("{} {} {}", record.relation, record.line, leaves.join("|")));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (out, summary)
}

/// Headers and rows only, and the codes of what was doubted.
fn check(text: &str, expected: &[&str], codes: &[&str]) {
    let (out, summary) = read_all(text.as_bytes(), &Limits::default());
    let rows: Vec<&String> = out.iter().filter(|line| !line.starts_with("sql.")).collect();
    assert_eq!(rows, expected, "{text}");
    assert_eq!(summary.counts.keys().copied().collect::<Vec<&str>>(), codes, "{text}");
}

/// Records of a relation.
fn check_records(text: &str, relation: &str, expected: &[&str]) {
    let (out, _) = read_all(text.as_bytes(), &Limits::default());
    let records: Vec<&str> = out.iter().filter_map(|line| line.strip_prefix(relation)?.strip_prefix(' ')).collect();
    assert_eq!(records, expected, "{text}");
}

#[test]
fn mysql_rows() {
    check(
        "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `p` (`id` int NOT NULL, `n` varchar(9) DEFAULT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n\
         LOCK TABLES `p` WRITE;\n/*!40000 ALTER TABLE `p` DISABLE KEYS */;\nINSERT INTO `p` VALUES (1,'O\\'Neil'),\n(2,NULL),(3,'NULL; -- x');\nREPLACE INTO p (n,id) VALUES (\"d\"\"q\",4);\n\
         INSERT IGNORE INTO `p` SET `id`=5, n='s';\n",
        &["header p id,n", "p 6 1|O'Neil", "p 7 2|", "p 7 3|NULL; -- x", "header p n,id", "p 8 d\"q|4", "header p id,n", "p 9 5|s"],
        &["column_lists_differ", "statement_skipped"],
    );
}

#[test]
fn postgres_rows() {
    check(
        "-- PostgreSQL database dump\nCREATE TABLE public.v (id integer NOT NULL, note text);\nCREATE TABLE old.v (id integer, note text);\nCREATE TABLE public.e (a text);\n\
         COPY public.v (id, note) FROM stdin;\n1\ta\\tb\\\\c\n2\t\\N\n3\tone\ttoo many\n\\.\n\nINSERT INTO old.v VALUES (7, E'x\\ny') ON CONFLICT DO NOTHING;\n",
        &["header public.v id,note", "public.v 6 1|a\tb\\c", "public.v 7 2|", "header old.v id,note", "old.v 11 7|x\ny", "header e a"],
        &["ragged_row"],
    );
}

#[test]
fn sql_server_rows() {
    check(
        "SET IDENTITY_INSERT [dbo].[P] ON\nINSERT [dbo].[P] ([id], [n], [at]) VALUES (1, N'O''Neil', CAST(0x00009CEF00A25634 AS DateTime))\n\
         INSERT [dbo].[P] ([id], [n], [at]) VALUES (2, NULL, CAST(N'2014-03-01' AS Date))\nGO\nSET IDENTITY_INSERT [dbo].[P] OFF\nGO\n",
        &["header P id,n,at", "P 2 1|O'Neil|2009-12-30 09:51:03.000", "P 3 2||2014-03-01"],
        &["function_value", "statement_skipped"],
    );
}

#[test]
fn oracle_rows() {
    check(
        "REM INSERTING into P\nSET DEFINE OFF;\nInsert into H.P (ID,N,AT) values (1,q'[it's]',to_date('01-MAR-14','DD-MON-RR'));\n\
         INSERT ALL\n INTO P (ID,N,AT) VALUES (2,'a',DATE '2014-03-01')\n INTO Q (X) VALUES (3)\nSELECT * FROM dual;\n/\n",
        &["header P ID,N,AT", "P 3 1|it's|01-MAR-14", "P 5 2|a|2014-03-01", "header Q X", "Q 6 3"],
        &["function_value", "statement_skipped"],
    );
}

#[test]
fn damage_is_set_aside_and_reading_goes_on() {
    check(
        "INSERT INTO t (a, b) VALUES\n(1, 'x'),\n(2, 'O'Neil'),\n(3, 'y', 9),\n(4, 'z');\nrubbish here\nINSERT INTO u VALUES (5);\nINSERT INTO u VALUES (6, 'open\n",
        &["header t a,b", "t 2 1|x", "t 5 4|z", "header u column_1", "u 7 5"],
        &["bad_statement", "no_column_names", "ragged_row", "unclosed_tuple"],
    );
    check("INSERT INTO u (a, b) VALUES (1, 'O'Neil''), (2, 'x');\n", &["header u a,b", "u 1 2|x"], &["bad_tuple"]);
    check("INSERT INTO u (a) VALUES (5);\nrubbish here\nINSERT INTO u (a) VALUES (6, );\nINSERT INTO u (a) VALUES (7);\n", &["header u a", "u 1 5", "u 4 7"], &["bad_statement", "ragged_row"]);
}

#[test]
fn nothing_is_lost_of_what_only_the_database_knows() {
    check(
        "INSERT INTO t (a, b, c) VALUES (NOW(), DEFAULT, 1 + 2);\nUPDATE t SET a = 1;\n",
        &["header t a,b,c", "t 1 NOW()||1 + 2"],
        &["default_value", "expression_value", "statement_skipped"],
    );
}

#[test]
fn columns_and_keys_come_at_the_end() {
    let text = "CREATE TABLE `a` (\n `id` int(11) unsigned NOT NULL auto_increment COMMENT 'the id',\n `b_id` int DEFAULT '0' REFERENCES `b` (`id`),\n `k` enum('x','y') CHARACTER SET utf8,\n\
                \x20KEY `i` (`k`),\n UNIQUE KEY `u` (`k`(10), `b_id`)\n) ENGINE=InnoDB COMMENT='all of a';\nALTER TABLE `a` ADD PRIMARY KEY (`id`), ADD CONSTRAINT `f` FOREIGN KEY (`b_id`) REFERENCES `b` (`id`) ON DELETE CASCADE;\n";
    check_records(
        text,
        "sql.columns",
        &[
            "2 table=a|column=id|type=int(11) unsigned|nullable=no|key=primary|comment=the id",
            "3 table=a|column=b_id|type=int|nullable=yes|default='0'|key=foreign,unique",
            "4 table=a|column=k|type=enum('x','y')|nullable=yes|key=unique",
        ],
    );
    check_records(
        text,
        "sql.keys",
        &[
            "3 table=a|kind=foreign|columns=b_id|references_table=b|references_columns=id",
            "6 table=a|name=u|kind=unique|columns=k,b_id",
            "8 table=a|kind=primary|columns=id",
            "8 table=a|name=f|kind=foreign|columns=b_id|references_table=b|references_columns=id",
        ],
    );
    check_records(text, "sql.tables", &["1 table=a|comment=all of a"]);
}

#[test]
fn comments_of_other_families_find_their_column() {
    let postgres = "CREATE TABLE public.a (id bigint DEFAULT nextval('s'::regclass) NOT NULL, at timestamp(0) without time zone);\nCOMMENT ON COLUMN public.a.at IS 'when';\n";
    check_records(
        postgres,
        "sql.columns",
        &["1 table=a|column=id|type=bigint|nullable=no|default=nextval('s'::regclass)", "1 table=a|column=at|type=timestamp(0) without time zone|nullable=yes|comment=when"],
    );
    let server = "CREATE TABLE [dbo].[a](\n\t[id] [int] IDENTITY(1,1) NOT NULL,\n\t[n] [nvarchar](50) COLLATE Latin1_General_CI_AS NULL,\n CONSTRAINT [PK] PRIMARY KEY CLUSTERED \n(\n\t[id] ASC\n) ON [PRIMARY]\n) ON [PRIMARY]\nGO\n\
                  ALTER TABLE [dbo].[a] ADD CONSTRAINT [DF] DEFAULT ((0)) FOR [n]\nGO\n\
                  EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'a name' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'a', @level2type=N'COLUMN',@level2name=N'n'\nGO\n";
    check_records(server, "sql.columns", &["2 table=a|column=id|type=int|nullable=no|key=primary", "3 table=a|column=n|type=nvarchar(50)|nullable=yes|default=((0))|comment=a name"]);
}

#[test]
fn routines_are_kept_word_by_word() {
    check_records(
        "-- MySQL dump\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`r`@`%`*/ /*!50003 TRIGGER `tr` BEFORE INSERT ON `p` FOR EACH ROW BEGIN SET NEW.a = 1; END */;;\nDELIMITER ;\nCREATE VIEW v AS SELECT ';' AS x;\n",
        "sql.routines",
        &[
            "3 name=tr|kind=trigger|table=p|body=CREATE*/ /*!50017 DEFINER=`r`@`%`*/ /*!50003 TRIGGER `tr` BEFORE INSERT ON `p` FOR EACH ROW BEGIN SET NEW.a = 1; END */",
            "5 name=v|kind=view|body=CREATE VIEW v AS SELECT ';' AS x",
        ],
    );
    check_records(
        "-- PostgreSQL\nCREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;\nSELECT pg_catalog.setval('s', 1);\nSELECT a\nFROM b;\n",
        "sql.routines",
        &["2 name=f|kind=function|body=CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$", "4 name=d|kind=query|body=SELECT a\nFROM b"],
    );
    check_records(
        "CREATE PROCEDURE [dbo].[p] AS\nSELECT 1;\nSELECT 2\nGO\nINSERT [dbo].[t] ([a]) SELECT [b] FROM [c]\nGO\n",
        "sql.routines",
        &["1 name=p|kind=procedure|body=CREATE PROCEDURE [dbo].[p] AS\nSELECT 1;\nSELECT 2", "5 name=d|kind=query|table=t|body=INSERT [dbo].[t] ([a]) SELECT [b] FROM [c]"],
    );
    check_records(
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END;\nINSERT INTO a (x) VALUES (1);\n",
        "sql.routines",
        &["1 name=t|kind=trigger|table=a|body=CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END"],
    );
}

#[test]
fn a_tuple_over_the_cap_is_set_aside_and_a_long_statement_is_not() {
    let long = "x".repeat(5000);
    let mut text = String::from("INSERT INTO t (a) VALUES\n('first'),\n");
    text.push_str(&format!("('{long}'),\n"));
    for n in 0..5000 {
        text.push_str(&format!("('row {n}'),\n"));
    }
    text.push_str("('last');\n");
    let (out, summary) = read_all(text.as_bytes(), &Limits { record_bytes_max: 1000, ..Limits::default() });
    assert_eq!((out.len(), summary.quarantined), (1 + 5002, 1));
    assert_eq!(out.last().map(String::as_str), Some("t 5004 last"));
}

#[test]
fn detection_wants_definitions_or_rows() {
    assert!(looks_like("-- a comment\nCREATE TABLE x (a int);\n"));
    assert!(looks_like("COPY public.x (a) FROM stdin;\n"));
    assert!(looks_like("SET IDENTITY_INSERT [dbo].[x] ON\n"));
    assert!(!looks_like("SELECT a FROM b;\n"));
    assert!(!looks_like("a,b\n1,2\n"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), cap in 32usize..400) {
        let (_, summary) = read_all(&bytes, &Limits { record_bytes_max: cap, ..Limits::default() });
        proptest::prop_assert!(!summary.stopped);
    }

    #[test]
    fn no_pieces_of_sql_panic(pieces in proptest::collection::vec(0usize..24, 0..40), mark in 0usize..5, cap in 32usize..400) {
        let words = [
            "INSERT INTO t ", "VALUES ", "(", ")", "(1,'a'),", "'", "\"", "`", "[", "]", ";", "\n", "CREATE TABLE t (a int) ", "COPY t FROM stdin;\n", "\\.\n", "$$", "/*", "*/",
            "q'[", "GO\n", "DELIMITER ;;\n", "BEGIN ", "ALTER TABLE t ADD ", "CAST(0x00 AS DateTime)",
        ];
        let marks = ["", "-- MySQL dump\n", "-- PostgreSQL\n", "[dbo]\nGO\n", "REM x\nSET DEFINE OFF\n"];
        let text: String = marks[mark].chars().chain(pieces.iter().flat_map(|p| words[*p].chars())).collect();
        let (out, summary) = read_all(text.as_bytes(), &Limits { record_bytes_max: cap, ..Limits::default() });
        let delivered = out.iter().filter(|line| !line.starts_with("header ")).count() as u64;
        proptest::prop_assert_eq!(delivered, summary.records);
    }

    /// Whatever cells a table holds, each family's own writing of them reads back.
    #[test]
    fn written_rows_read_back(rows in proptest::collection::vec(proptest::collection::vec(proptest::option::of("[a-zN'\"\\\\,;()é\n\t\\-%]{1,9}"), 2), 1..12), family in 0usize..5) {
        let mut text = ["-- MySQL dump\n", "-- PostgreSQL database dump\n", "-- PostgreSQL database dump\n", "SET IDENTITY_INSERT [dbo].[t] ON\nGO\n", "REM x\nSET DEFINE OFF\n"][family].to_string();
        let quoted = |value: &Option<String>| -> String {
            let Some(value) = value else { return if family == 2 { "\\N".into() } else { "NULL".into() } };
            match family {
                0 => format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n")),
                2 => value.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t"),
                3 => format!("N'{}'", value.replace('\'', "''")),
                _ => format!("'{}'", value.replace('\'', "''")),
            }
        };
        let opening = ["INSERT INTO `t` (`a`,`b`) VALUES ", "INSERT INTO t (a, b) VALUES ", "COPY t (a, b) FROM stdin;\n", "INSERT [dbo].[t] ([a], [b]) VALUES ", "Insert into t (A,B) values "][family];
        let many = family == 0;
        if many || family == 2 {
            text.push_str(opening);
        }
        for (index, row) in rows.iter().enumerate() {
            let (a, b) = (quoted(&row[0]), quoted(&row[1]));
            text.push_str(&match family {
                0 => format!("{}({a},{b})", if index > 0 { "," } else { "" }),
                2 => format!("{a}\t{b}\n"),
                3 => format!("{opening}({a}, {b})\n"),
                _ => format!("{opening}({a}, {b});\n"),
            });
        }
        text.push_str(if many { ";\n" } else if family == 2 { "\\.\n" } else { "" });
        let mut read_back: Vec<Vec<String>> = Vec::new();
        let mut input = text.as_bytes();
        let summary = read("d.sql", &mut input, &Limits::default(), &mut |item| {
            if let Item::Row(row) = item {
                read_back.push(row.cells.iter().map(|c| c.to_string()).collect());
            }
            ControlFlow::Continue(())
        }).unwrap();
        let expected: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.clone().unwrap_or_default()).collect()).collect();
        proptest::prop_assert_eq!(read_back, expected, "{}", text);
        proptest::prop_assert_eq!(summary.quarantined, 0);
    }
}

#[test]
fn a_copied_row_over_the_cap_of_fields_is_set_aside() {
    let (out, summary) = read_all(b"COPY p FROM stdin;\n1\t2\t3\n4\t5\n\\.\n", &Limits { fields_max: 2, ..Limits::default() });
    assert!(out.contains(&"p 3 4|5".to_string()), "{out:?}");
    assert_eq!(summary.counts.get("too_many_fields"), Some(&1));
}
