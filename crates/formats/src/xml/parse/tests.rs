use super::*;
use crate::xml::{Element, Node};

fn parse(bytes: &[u8], summary: &mut Summary) -> (Tree, Vec<u32>) {
    grow(bytes, &Vocabulary::default(), &Limits::default(), summary)
}

/// The tree as text, and the codes of the issues.
fn read(bytes: &[u8]) -> (String, String) {
    let mut summary = Summary::default();
    let (tree, roots) = parse(bytes, &mut summary);
    let codes: Vec<&str> = summary.counts.keys().copied().collect();
    (roots.into_iter().map(|root| show(tree.element(root))).collect::<Vec<_>>().join(" "), codes.join(" "))
}

fn show(element: Element<'_>) -> String {
    let attributes: String = element.attributes().map(|(n, v)| format!(" {n}={v:?}")).collect();
    let children: Vec<String> = element
        .children()
        .map(|node| match node {
            Node::Element(child) => show(child),
            Node::Text(text) => format!("{text:?}"),
        })
        .collect();
    format!("{}{attributes}({})", element.step(), children.join(" "))
}

fn check(text: &str, tree: &str, codes: &str) {
    assert_eq!(read(text.as_bytes()), (tree.to_string(), codes.to_string()), "{text}");
}

#[test]
fn a_sound_document_is_its_tree() {
    check(
        "<?xml version=\"1.0\"?>\r\n<!-- c --><?xsl a?><a x='1 &lt; 2' y=\"a\r\nb\">\n <b/>t&amp;<!-- c -->u\r\n<b>v</b><![CDATA[ <w> & ]]></a>",
        "a x=\"1 < 2\" y=\"a b\"(b() \"t&u\\n\" b[2](\"v\") \" <w> & \")",
        "",
    );
    check("<text><content>Ann</content> <content>took</content>\n</text>", "text(content(\"Ann\") \" \" content[2](\"took\") \" \")", "");
}

#[test]
fn prefixes_go_except_those_of_extensions() {
    let declared = "xmlns='urn:hl7-org:v3' xmlns:c='urn:hl7-org:v3' xmlns:x='urn:hl7-org:sdtc' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
    check(&format!("<c:a {declared} xml:lang='en' i:type='PQ'><x:b x:c='1'/></c:a>"), "a lang=\"en\" xsi:type=\"PQ\"(sdtc:b sdtc:c=\"1\"())", "");
    check("<a><f xmlns='urn:hl7-org:sdtc' code='P'/><f/></a>", "a(sdtc:f code=\"P\"() f())", "");
    check("<a xsi:type='CD'><sdtc:b/><q:c/></a>", "a xsi:type=\"CD\"(sdtc:b() c())", "undeclared_prefix");
}

#[test]
fn tags_that_do_not_match_are_mended() {
    check("<a><b><c>t</b><d/></a>", "a(b(c(\"t\")) d())", "mismatched_end_tag");
    check("<a></x><b/></a>", "a(b())", "unmatched_end_tag");
    check("<a><b>t", "a(b(\"t\"))", "unclosed_element");
    check("<a/>x<b/><a/>", "a() b() a[2]()", "text_outside_root");
    check("<a><b>t</b <c/></a>", "a(b(\"t\") c())", "unclosed_tag");
}

#[test]
fn stray_signs_are_text() {
    check("<td>Na < 135 & K > 5 AT&T</td>", "td(\"Na < 135 & K > 5 AT&T\")", "stray_ampersand stray_markup");
    check("<td>wt <5 kg</td>", "td(\"wt <5 kg\")", "stray_markup");
    check("<td>ann <ann@example.org></td>", "td(\"ann <ann@example.org>\")", "stray_markup");
    check("<td>&nbsp;<br/></td>", "td(\"&nbsp;\" br())", "unknown_entity");
    check("<td>it's <5' tall <b>it's</b></td>", "td(\"it's <5' tall \" b(\"it's\"))", "stray_markup");
    check("<a>x <", "a(\"x <\")", "stray_markup unclosed_element");
}

#[test]
fn broken_tags_keep_what_they_hold() {
    check("<a><b root='1'\n <!-- c --><c/></a>", "a(b root=\"1\"() c())", "unclosed_tag");
    check("<a><b\n <!-- c --><c/></a>", "a(\"<b\\n \" c())", "stray_markup");
    check("<a><b root='1' x=2 root='3'>t</b></a>", "a(b root=\"1\" x=\"2\" root=\"3\"(\"t\"))", "bad_attribute duplicate_attribute");
    check("<a><b x='1 < 2'/></a>", "a(b x=\"1 < 2\"())", "markup_in_attribute");
    check("<a><b x=\"1><c y=\"2\"/></a>", "a(\"<b x=\\\"1>\" c y=\"2\"())", "stray_markup");
    check("<a>t<![CDATA[u", "a(\"tu\")", "unclosed_element unclosed_markup");
    check("<a>t<!-- u", "a(\"t\")", "unclosed_element unclosed_markup");
    check("<a>t<!ELEMENT x><b/></a>", "a(\"t<!ELEMENT x>\" b())", "stray_markup");
}

#[test]
fn what_is_dangerous_is_set_aside() {
    let refused = |text: &str, code: &str| {
        let mut summary = Summary::default();
        let (_, roots) = parse(text.as_bytes(), &mut summary);
        assert_eq!((roots.len(), summary.quarantined, summary.counts.keys().copied().collect::<Vec<_>>()), (0, 1, vec![code]));
    };
    refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "dtd");
    refused("<!doctype a", "dtd");
    refused(&"<a>".repeat(100_000), "too_deep");
    let many: String = (0..200).map(|i| format!(" a{i}=''")).collect();
    refused(&format!("<a{many}/>"), "too_many_attributes");
}

#[test]
fn places_are_those_of_start_tags() {
    let mut summary = Summary::default();
    let (tree, roots) = parse("<a>\n é<b/>\n  <b\n x='1'/></a>".as_bytes(), &mut summary);
    let places: Vec<_> = tree.element(roots[0]).elements().map(|e| (e.line(), e.byte(), e.step())).collect();
    assert_eq!(places, [(2, 7, "b".to_string()), (3, 14, "b[2]".to_string())]);
}

#[test]
fn hostile_text_ends_soon() {
    let mut summary = Summary::default();
    for text in ["<a ".repeat(200_000), "< ".repeat(400_000), "<a b=\"".repeat(100_000), "<!".repeat(300_000), "</a <".repeat(100_000)] {
        parse(text.as_bytes(), &mut summary);
    }
    assert!(summary.issues.len() <= Limits::default().issues_max);
}

proptest::proptest! {
    /// Nothing panics, and where a start tag stands there is an element or an issue.
    #[test]
    fn no_markup_panics(parts in proptest::collection::vec("<|>|</|/>|a|<a>|</a>| b='c'|\"|&|;|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|\\?>|\u{feff}|é| |<!DOCTYPE", 0..40)) {
        let text = parts.concat();
        let mut summary = Summary::default();
        let (_, roots) = parse(text.as_bytes(), &mut summary);
        if roots.is_empty() && text.contains("<a>") && !text.contains("<!") && !text.contains("<?") {
            proptest::prop_assert!(!summary.issues.is_empty(), "{text:?}");
        }
    }
}
